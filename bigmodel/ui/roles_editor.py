"""The columns of a dataset with role and kind, editable in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import pandas as pd
import streamlit as st

from bigmodel.spec import Field, Kind, Plan, Problem, Role, Table
from bigmodel.ui import stage, text
from bigmodel.ui.role_change import give_kind, give_role

TALLEST = 18
TALL = 620
"""More columns than ``TALLEST`` scroll in a table of this height (pixels)."""
UNREAD = ("picture", "signal")
"""Kinds that are no column of a table; such fields keep kind and role."""
KINDS = [kind for kind in get_args(Kind) if kind not in UNREAD]
FACTS = ("Missing", "Distinct", "Example", "Distribution")


def draw_roles(plan: Plan, roles: Sequence[Role], facts: Table | None, key: str) -> Plan:
    """Draw the table of columns and give the plan with what was edited in it.

    Args:
        plan: The plan as it stands.
        roles: The roles that the task offers.
        facts: The task's table of columns: ``Column`` and some of ``Missing`` (a share), ``Distinct``,
            ``Example`` and ``Distribution`` (lists of heights).
        key: Key of the editor, one a dataset.
    """
    titles = {role.name: role.title for role in roles}
    shown = columns_frame(plan, titles, facts)
    edited = st.data_editor(
        shown,
        key=key,
        hide_index=True,
        height="content" if len(shown) <= TALLEST else TALL,
        disabled=stage.presenting() or [name for name in shown.columns if name not in ("Role", "Type")],
        column_config=column_config(list(titles.values()), list(shown.columns)),
        alt="Columns of the data with their roles and types",
    )
    try:
        return apply_edits(plan, shown, edited, roles)
    except Problem as problem:
        st.warning(text.escape(str(problem)), icon=":material/warning:")
        return plan


def columns_frame(plan: Plan, titles: dict[str, str], facts: Table | None) -> pd.DataFrame:
    """One row a column: its name, role, kind, what was measured, and why role and kind were chosen."""
    fields = columns_of(plan)
    frame = pd.DataFrame(
        {
            "Column": [field.name for field in fields],
            "Role": [titles.get(field.role, field.role) for field in fields],
            "Type": [field.kind for field in fields],
        }
    )
    if facts is not None:
        places = {name: place for place, name in enumerate(facts.columns["Column"])}
        for name in FACTS:
            if name in facts.columns:
                values = facts.columns[name]
                found = [values[places[field.name]] if field.name in places else None for field in fields]
                frame[name] = found
    if "Missing" in frame:
        frame["Missing"] = (
            frame["Missing"].astype(float) * 100
        )  # per cent, still a number, so that a click on the heading sorts
    frame["Why"] = [field.reason for field in fields]
    return frame


def columns_of(plan: Plan) -> list[Field]:
    """The fields that are columns of a table."""
    return [field for field in plan.fields if field.kind not in UNREAD]


def apply_edits(plan: Plan, shown: pd.DataFrame, edited: pd.DataFrame, roles: Sequence[Role]) -> Plan:
    """The plan after the edits that turned one table into the other.

    Raises:
        Problem: A role does not take the kind of its column.
    """
    by_title: dict[str, Role] = {role.title: role for role in roles}
    for place, field in enumerate(columns_of(plan)):
        kind: Any = edited["Type"].iloc[place]
        if kind in KINDS and kind != shown["Type"].iloc[place]:
            plan = give_kind(plan, field.name, kind, roles)
        role = by_title.get(edited["Role"].iloc[place])
        if role is not None and role.title != shown["Role"].iloc[place]:
            plan = give_role(plan, field.name, role, roles)
    return plan


def column_config(titles: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """How Streamlit draws the columns of these names.

    Together they are 850 pixels wide, as the table is beside the split on a screen of 1,440: reasons are read whole.
    """
    config = st.column_config
    settings: dict[str, Any] = {
        "Column": config.TextColumn(width=154),
        "Role": config.SelectboxColumn(options=titles, required=True, width=112),
        "Type": config.SelectboxColumn(options=list(KINDS), required=True, width=76),
        "Missing": config.NumberColumn(format="%.3g %%", width=64),
        "Distinct": config.NumberColumn(format="localized", width=64),
        "Example": config.TextColumn(width=86),
        "Distribution": config.BarChartColumn(width=80, y_min=0),
        "Why": config.TextColumn(width=214, help="Why role and type were chosen"),
    }
    return {name: setting for name, setting in settings.items() if name in names}
