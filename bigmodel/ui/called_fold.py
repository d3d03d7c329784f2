"""What a row is called in all that is said of a run: claims, where the template says transactions."""

from __future__ import annotations

import streamlit as st
from pydantic import ValidationError

from bigmodel.spec import Called, Plan, Problem, Words
from bigmodel.spec.record import explain
from bigmodel.spec.words import LONGEST
from bigmodel.ui.attempt import show_problem


def draw_called(plan: Plan, words: Words, thing: str, key: str) -> Plan:
    """Draw singular and plural in a fold and give the plan with what was typed.

    Args:
        plan: The plan as it stands.
        words: The template's words, which are taken where nothing is typed.
        thing: What there is of in the data: a ``row``, a ``case``.
        key: Starts the keys of the inputs; another dataset takes another key.
    """
    usual = Called(case=words.case, cases=words.cases)
    now = plan.called or usual
    with st.expander(f"What a {thing} is called"):
        left, right = st.columns(2)
        case = left.text_input("One", now.case, max_chars=LONGEST, key=f"{key}-case", placeholder=usual.case)
        cases = right.text_input("Several", now.cases, max_chars=LONGEST, key=f"{key}-cases", placeholder=usual.cases)
        st.caption("The pages of the next run say so, for example claim and claims.")
        try:
            chosen = Called(case=case.strip() or usual.case, cases=cases.strip() or usual.cases)
        except ValidationError as error:
            show_problem(Problem(f"This word can't be taken ({explain(error)})", remedy="The last one stays."))
            return plan
    return plan.model_copy(update={"called": None if chosen == usual else chosen})
