"""The latest runs on Start, to go on where one left off."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bigmodel.runs.folder import RunFolder
from bigmodel.runs.row import RunRow
from bigmodel.templates import templates
from bigmodel.ui import state
from bigmodel.ui.empty import PAGES
from bigmodel.ui.run_words import result_words, status_words
from bigmodel.ui.text import ago, escape, shorten

SHOWN = 5
NAME, DATA = 18, 21
"""Letters of a name that stand in one line of its column, icon included."""
HARD_SPACE = "\u00a0"
WIDTHS = (5, 7, 5, 8, 5)
HEADS = ("Run", "Data", "Status", "Result", "When")


def draw_recent(rows: Sequence[RunRow]) -> None:
    """Draw the newest runs as rows whose name opens them: a result on Evaluate, else on Train."""
    with st.container(border=True, gap="xsmall"):
        for place, head in zip(st.columns(WIDTHS), HEADS, strict=True):
            place.caption(head)
        for row in rows[:SHOWN]:
            _draw_row(row)


def _draw_row(row: RunRow) -> None:
    places = st.columns(WIDTHS, vertical_alignment="center")
    has_result = RunFolder(state.workspace().runs_path / row.id).has_result()
    page = PAGES / ("evaluate.py" if has_result else "train.py")
    places[0].page_link(page, label=f":blue[{escape(shorten(row.name, NAME))}]", query_params={"run": row.id})
    template = templates().get(row.template)
    icon = f"{template.icon} " if template else ""
    places[1].markdown(icon + escape(shorten(row.dataset_name, DATA)))
    places[2].markdown(escape(status_words(row)))
    places[3].markdown(escape(result_words(row.headline) or "–"))
    places[4].markdown(escape(ago(row.started or row.created)).replace(" ", HARD_SPACE))
