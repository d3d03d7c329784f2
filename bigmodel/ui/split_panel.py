"""How rows are divided into training, validation and test."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bigmodel.data.guess import PARTS
from bigmodel.spec import Plan
from bigmodel.ui import text

LABELS = {
    "last": "Leave last out",
    "stratified": "At random",
    "time": "By time",
    "group": "By group",
    "column": "My own",
}
HELP = {
    "last": "Each one's last choice is the test.",
    "stratified": "Every part has the same share of each class.",
    "time": "Train on the past, judge on the future.",
    "group": "All rows of a group fall on one side.",
    "column": "A column says train, validation or test.",
}
NEEDS_NO_COLUMN = ("stratified", "last")


def draw_split_choice(plan: Plan, kinds: Sequence[str], key: str) -> Plan:
    """Draw the choice of split and its column and give the plan with what was chosen.

    As long as a column has still to be chosen the plan stays as it was.
    """
    choices = [kind for kind in LABELS if kind in kinds and (kind in NEEDS_NO_COLUMN or candidates(plan, kind))]
    kind = st.segmented_control(
        "Split",
        choices,
        default=plan.split.kind if plan.split.kind in choices else choices[0],
        required=True,
        format_func=lambda each: _label(plan, each),
        key=f"{key}-kind",
        label_visibility="collapsed",
        wrap=True,
    )
    st.caption(HELP[kind])
    columns = candidates(plan, kind)
    column = (plan.split.column if kind == plan.split.kind else None) or likeliest(plan, kind)
    if len(columns) > 1 or (columns and column is None):
        column = st.selectbox(
            {"time": "Time column", "group": "Group column"}.get(kind, "Column that names the part"),
            columns,
            index=columns.index(column) if column in columns else None if kind == "column" else 0,
            key=f"{key}-{kind}-column",
            format_func=lambda name: text.shorten(name, 40),
            placeholder="Choose a column",
        )
    if column is None and kind not in NEEDS_NO_COLUMN:
        st.caption("Until you choose one, the rows are divided as before.")
        return plan
    return plan.model_copy(update={"split": plan.split.model_copy(update={"kind": kind, "column": column})})


def draw_split_shares(plan: Plan, key: str) -> Plan:
    """Draw shares, gap and seed, and give the plan with what was chosen."""
    split = plan.split
    with st.expander("Shares and seed"):
        validation = st.number_input("Validation (%)", 1, 49, round(100 * split.validation), key=f"{key}-validation")
        test = st.number_input("Test (%)", 1, 49, round(100 * split.test), key=f"{key}-test")
        gap = split.gap
        if split.kind == "time":
            gap = st.number_input(
                "Gap between the parts (days)",
                0.0,
                value=split.gap,
                key=f"{key}-gap",
                help="Days left out, where the outcome is only known later.",
            )
        seed = st.number_input(
            "Seed", 0, 2**31 - 1, split.seed, key=f"{key}-seed", help="The same seed, the same split."
        )
    changed = {"gap": gap, "seed": seed}
    if validation != round(100 * split.validation):
        changed["validation"] = validation / 100
    if test != round(100 * split.test):
        changed["test"] = test / 100
    return plan.model_copy(update={"split": split.model_copy(update=changed)})


def candidates(plan: Plan, kind: str) -> list[str]:
    """The columns on which a split of this kind can rest, the likeliest first."""
    if kind == "time":
        return _names(plan, role="time") or _names(plan, kinds=("date",))
    if kind == "group":
        return _names(plan, role="group")
    if kind == "column":
        chosen = [plan.split.column] if plan.split.kind == "column" and plan.split.column else []
        target = {field.name for field in plan.named("target")}
        rest = [name for name in _names(plan, kinds=("category", "text")) if name not in target and name not in chosen]
        return chosen + rest
    return []


def likeliest(plan: Plan, kind: str) -> str | None:
    """The column that a split of this kind starts with; None where a person has to say which column names the part."""
    if kind == "column":
        return next((field.name for field in plan.fields if field.reason == PARTS), None)
    return next(iter(candidates(plan, kind)), None)


def _names(plan: Plan, role: str | None = None, kinds: tuple[str, ...] = ()) -> list[str]:
    return [field.name for field in plan.fields if field.role == role or field.kind in kinds]


def _label(plan: Plan, kind: str) -> str:
    columns = candidates(plan, kind)
    if kind == "group" and len(columns) == 1:
        return f"By {text.escape(text.shorten(columns[0].replace('_', ' '), 16))}"
    return LABELS[kind]
