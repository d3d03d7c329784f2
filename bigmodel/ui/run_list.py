"""The runs of the workspace: choose, open, rename, delete, compare."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from bigmodel.runs.row import RunRow
from bigmodel.spec import ACTIVE, Problem
from bigmodel.templates import templates
from bigmodel.ui import state, text
from bigmodel.ui.attempt import attempt, show_problem
from bigmodel.ui.empty import go
from bigmodel.ui.run_words import result_words, status_words

NAME, DATA = 32, 24
"""Letters of a name; with more the last column would leave a tablet's screen."""
TALLEST = 14
TALL = 480
"""More runs than ``TALLEST`` scroll in a table of this height (pixels)."""


def draw_runs(rows: Sequence[RunRow]) -> list[RunRow]:
    """Draw the list and what can be done with the rows that are ticked, and give those rows."""
    toolbar = st.container(horizontal=True, vertical_alignment="center")
    shown = runs_frame(rows)
    event = st.dataframe(
        shown,
        key="runs-table",
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        height="content" if len(shown) <= TALLEST else TALL,
        alt="Runs, newest first; tick one to open it, two to compare them",
    )
    ticked = [rows[place] for place in event["selection"]["rows"] if place < len(rows)]
    with toolbar:
        _draw_actions(ticked)
    if len(ticked) == 1 and ticked[0].message:
        st.caption(text.escape(ticked[0].message))
    return ticked


def runs_frame(rows: Sequence[RunRow]) -> pd.DataFrame:
    """One row a run, in words."""
    titles = {slug: template.title for slug, template in templates().items()}
    return pd.DataFrame(
        {
            "Run": [text.shorten(row.name, NAME) for row in rows],
            "Template": [titles.get(row.template, row.template) for row in rows],
            "Data": [text.shorten(row.dataset_name, DATA) for row in rows],
            "Status": [status_words(row) for row in rows],
            "Result": [result_words(row.headline) or "–" for row in rows],
            "When": [text.ago(row.started or row.created) for row in rows],
        }
    )


def _draw_actions(ticked: Sequence[RunRow]) -> None:
    one = ticked[0] if len(ticked) == 1 else None
    if st.button("Open", type="primary", icon=":material/open_in_new:", disabled=one is None, key="runs-open") and one:
        _open(one)
    if st.button("Rename", icon=":material/edit:", disabled=one is None, key="runs-rename") and one:
        _rename(one)
    if st.button("Delete", icon=":material/delete:", disabled=not ticked, key="runs-delete"):
        _delete(list(ticked))
    st.caption(
        {0: "Tick a run to open it, two to compare them.", 1: "Tick another run to compare.", 2: "Compared below."}.get(
            len(ticked), "Tick two runs to compare them."
        )
    )


def _open(row: RunRow) -> None:
    try:
        state.open_run(row.id)
    except Problem as problem:  # deleted in another tab, or damaged
        show_problem(problem)
        return
    run = state.run()
    go("evaluate" if run is not None and run.has_result() else "train")


@st.dialog("Rename run", icon=":material/edit:")
def _rename(row: RunRow) -> None:
    draw_renaming(row)


@st.dialog("Delete runs", icon=":material/delete:")
def _delete(rows: list[RunRow]) -> None:
    draw_deletion(rows)


def draw_renaming(row: RunRow) -> None:
    """Draw the field for another name and its button."""
    with st.form("runs-rename-form", border=False):
        name = st.text_input("Name", row.name, max_chars=100)
        if st.form_submit_button("Rename", type="primary") and name.strip():
            attempt(lambda: state.workspace().rename_run(row.id, name.strip()))


def draw_deletion(rows: Sequence[RunRow]) -> None:
    """Draw the question whether to delete these runs, or why they can't be."""
    busy = [row for row in rows if row.status in ACTIVE]
    if busy:
        st.markdown(f"{text.escape(text.shorten(busy[0].name))} is still at work. Stop it before you delete it.")
        return
    names = ", ".join(text.escape(text.shorten(row.name, 32)) for row in rows[:5])
    more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
    st.markdown(f"Delete {names}{more}? Curves, scores and model are removed for good.")
    if st.button("Delete", type="primary", key="runs-delete-sure"):
        attempt(*(partial(state.workspace().delete_run, row.id) for row in rows))
