"""Datasets that were read before: take one again, rename it, delete it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bigmodel.runs.datasets import DatasetRecord
from bigmodel.spec import Problem
from bigmodel.templates import templates
from bigmodel.ui import state, text
from bigmodel.ui.attempt import attempt
from bigmodel.ui.context import size_words

SHOWN = 8


def draw_datasets(records: Sequence[DatasetRecord]) -> None:
    """Draw one row a dataset, newest first; older ones fold away."""
    if not records:
        return
    st.header("Data you have used", anchor=False)
    for record in records[:SHOWN]:
        _row(record)
    if rest := records[SHOWN:]:
        with st.expander(f"{len(rest)} more"):
            for record in rest:
                _row(record)


def _row(record: DatasetRecord) -> None:
    with (
        st.container(border=True),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        with st.container(width="stretch", gap="xxsmall"):
            mark = " :gray-badge[simulated]" if record.simulated else ""
            st.markdown(f"**{text.escape(text.shorten(record.name, 60))}**{mark}")
            st.caption(_facts(record))
        st.button("Use", key=f"use-{record.id}", on_click=_use, args=(record,))
        with st.popover("", icon=":material/more_horiz:", help="Rename or delete", key=f"more-{record.id}"):
            _draw_rename(record)
            _draw_delete(record)


def _facts(record: DatasetRecord) -> str:
    known = templates().get(record.template)
    title = known.title if known else record.template
    return f"{text.escape(title)} · {text.escape(size_words(record))} · {text.ago(record.created)}"


def _draw_rename(record: DatasetRecord) -> None:
    with st.form(f"rename-{record.id}", border=False):
        name = st.text_input("Name", record.name, max_chars=100)
        if st.form_submit_button("Rename") and name.strip():
            attempt(lambda: state.workspace().datasets.rename(record.id, name.strip()))


def _draw_delete(record: DatasetRecord) -> None:
    st.caption("Deleting removes the data from the workspace. Runs made from it stay readable.")
    sure = st.checkbox("Yes, delete it", key=f"sure-{record.id}")
    if st.button("Delete", key=f"delete-{record.id}", disabled=not sure, icon=":material/delete:"):
        attempt(lambda: state.workspace().datasets.delete(record.id))


def _use(record: DatasetRecord) -> None:
    try:
        state.choose_template(record.template)
        state.choose_dataset(record.id)
    except Problem as problem:  # deleted in another tab, or of a template that is not installed any more
        state.say_next(str(problem))
