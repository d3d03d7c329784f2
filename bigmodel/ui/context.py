"""The context line: which template, which data, which run. The same words on every page."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from bigmodel.runs.datasets import DatasetRecord
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.row import read_row
from bigmodel.spec import Problem
from bigmodel.spec.numbers import count
from bigmodel.templates import templates
from bigmodel.ui import state
from bigmodel.ui.run_words import never_started, result_words, status_words
from bigmodel.ui.text import escape, escape_badge, shorten

Colour = Literal["blue", "green", "red", "gray"]
COLOURS: dict[str, tuple[Colour, str]] = {
    "finished": ("green", ":material/check:"),
    "stopped": ("green", ":material/check:"),
    "failed": ("red", ":material/error:"),
    "interrupted": ("red", ":material/pause_circle:"),
    "queued": ("gray", ":material/hourglass_empty:"),
}
WHOLE = ("images", "signals")
"""Kinds of data whose cases are no rows of a table."""
NOT_STARTED: tuple[Colour, str] = ("gray", ":material/block:")
BUSY: tuple[Colour, str] = ("blue", ":material/model_training:")


def draw_context(more: str = "", *, with_run: bool = True) -> None:
    """Draw the context line of what is open in this tab.

    Args:
        more: Added to the size of the data, for example ``"0.84 % fraud"``; plain text.
        with_run: Whether the open run stands in it; the page that shows the run itself leaves it out.
    """
    template, record = state.template(), state.dataset()
    run = state.run() if with_run else None
    if template is None and record is None and run is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
        if template is not None:
            st.badge(escape_badge(template.title), icon=template.icon, color="blue")
        if record is not None:
            st.markdown(f":gray[{escape(data_words(record, more))}]", help=_whole(record.name))
        elif run is not None:
            st.markdown(f":gray[{escape(f'{shorten(_dataset_name(run))} · deleted')}]")
        if run is not None:
            _draw_run(run)


def data_words(record: DatasetRecord, more: str = "") -> str:
    """A dataset in a line: ``card_transactions.csv · 50,000 rows · 9 columns · simulated``."""
    simulated = ["simulated"] if record.simulated else []
    return " · ".join([shorten(record.name), size_words(record), *([more] if more else []), *simulated])


def size_words(record: DatasetRecord) -> str:
    """How much data it is: ``1,797 pictures``, ``50,000 rows · 9 columns`` for what comes as rows."""
    known = templates().get(record.template)
    if known is not None and record.task in WHOLE:
        return f"{count(record.rows)} {known.words.cases}"
    return f"{count(record.rows)} rows · {count(record.columns)} columns"


def _draw_run(run: RunFolder) -> None:
    row = read_row(run)
    colour, icon = NOT_STARTED if never_started(row.status, row.message) else COLOURS.get(row.status, BUSY)
    parts = [shorten(row.name, 32), status_words(row), result_words(row.headline, whole=False)]
    st.badge(
        escape_badge(" · ".join(part for part in parts if part)), icon=icon, color=colour, help=_whole(row.name, 32)
    )


def _dataset_name(run: RunFolder) -> str:
    try:
        return run.spec().dataset_name
    except Problem:
        return "data"


def _whole(name: str, length: int = 40) -> str | None:
    return escape(name) if shorten(name, length) != name else None
