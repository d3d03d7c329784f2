"""What mistakes cost, in the user's own currency."""

from __future__ import annotations

import streamlit as st

from bigmodel.spec import Costs, Plan, Words
from bigmodel.ui import text


def draw_costs(plan: Plan, words: Words, key: str) -> Plan:
    """Draw the costs of a false alarm and a miss in a fold and give the plan with what was chosen."""
    costs = plan.costs
    amount = plan.one("amount")
    with st.expander("What mistakes cost"):
        currency = st.text_input("Currency", costs.currency, max_chars=4, key=f"{key}-currency")
        false_alarm = st.number_input(
            f"A false alarm: {words.negative}, but {words.flagged}", 0.0, value=costs.false_alarm, key=f"{key}-alarm"
        )
        is_amount = False
        if amount is not None:
            is_amount = st.toggle(
                f"A missed {words.positive} costs its own {text.escape(text.shorten(amount.name, 24))}",
                value=costs.miss_is_amount,
                key=f"{key}-is-amount",
            )
        label = f"Where that is missing, a missed {words.positive}" if is_amount else f"A missed {words.positive}"
        miss = st.number_input(label, 0.0, value=costs.miss, key=f"{key}-miss")
        st.caption("The threshold is drawn where these costs are smallest. You can change them later without training.")
    chosen = Costs(
        false_alarm=false_alarm, miss=miss, miss_is_amount=is_amount, currency=currency.strip() or costs.currency
    )
    return plan.model_copy(update={"costs": chosen})
