"""The right side of Train: the open run as it learns, what to do next with it, or how to begin."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bigmodel import jobs
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.row import read_row
from bigmodel.runs.status import RunStatus
from bigmodel.spec import HAS_RESULT, Problem, Words
from bigmodel.ui import state
from bigmodel.ui.attempt import attempt
from bigmodel.ui.components.live_chart import draw_live_chart
from bigmodel.ui.run_words import result_words
from bigmodel.ui.text import escape

PAGES = Path(__file__).parents[2] / "pages"


def draw_run(run: RunFolder | None, words: Words) -> None:
    """Draw the live chart of the open run with its next step above it; without one, how to begin."""
    if run is None:
        st.title("Ready to train", anchor=False)
        st.markdown(
            "Press **Train**. Loss and accuracy move here while the network learns, and you can stop it "
            "whenever the curves are flat: the best state so far is kept and tested."
        )
    else:
        _draw_next(run, run.status())
    draw_live_chart(run, words, _stop)


def is_over(run: RunFolder | None) -> bool:
    """Whether the open run has a next step of its own: to be evaluated or resumed."""
    return run is not None and run.status().status in HAS_RESULT | {"interrupted"}


def _draw_next(run: RunFolder, status: RunStatus) -> None:
    if status.status in HAS_RESULT:
        _draw_result(run)
    elif status.status == "interrupted":
        _draw_message(status.message or "This run was interrupted; nothing of it is lost.")
        label = f"Resume from epoch {status.epoch + 1}" if status.epoch else "Start it again"
        if st.button(label, type="primary", icon=":material/resume:"):
            attempt(lambda: jobs.resume(state.workspace(), run.id))
    elif status.status == "failed":
        st.error(escape(status.message or "This run failed."), icon=":material/error:")


def _draw_result(run: RunFolder) -> None:
    row = read_row(run)
    found = result_words(row.headline)
    said = f"On data it has never seen: {found}." if found else "The result is ready."
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(escape(said))
        st.space("stretch")
        if st.button("Evaluate", type="primary", icon=":material/arrow_forward:", icon_position="right"):
            st.switch_page(PAGES / "evaluate.py")


def _draw_message(message: str) -> None:
    st.warning(escape(message), icon=":material/pause_circle:")


def _stop(id: str) -> None:
    try:
        jobs.stop(state.workspace(), id)
    except Problem as problem:
        state.say_next(str(problem))
