"""What a plan says beyond roles and split, drawn as a fold of the Data page: how a log is cleaned."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import ValidationError

from bigmodel.spec import Plan, Problem, Record
from bigmodel.spec.record import explain
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.options_form import draw_options


def draw_plan_options(plan: Plan, kind: type[Record] | None, key: str) -> Plan:
    """Draw the options of a plan and give the plan with what was chosen.

    Args:
        plan: The plan as it stands.
        kind: The class of the task's options; None draws nothing.
        key: Starts the keys of the inputs; another dataset takes another key.
    """
    if kind is None:
        return plan
    try:
        options = kind.model_validate(plan.options)
    except ValidationError as error:
        show_problem(Problem(f"The option {explain(error)}", remedy="The others are as they were."))
        return plan
    # Told to the server: a change brings other findings above, and a fold that only the browser knows would close.
    with st.expander("Cleaning", key="cleaning", on_change="rerun"):
        chosen = draw_options(options, key)
    return plan if chosen == options else plan.model_copy(update={"options": differing(chosen)})


def differing(options: Record) -> dict[str, Any]:
    """The options that are not as they are by default."""
    return options.model_dump(exclude_defaults=True)
