"""The right side of Train: the open run as it learns, what to do next with it, or how to begin."""

from __future__ import annotations

import streamlit as st

from bigmodel import jobs
from bigmodel.evaluation.sentence import answer
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.row import read_row
from bigmodel.runs.status import RunStatus
from bigmodel.spec import Problem, Words
from bigmodel.ui import state
from bigmodel.ui.attempt import attempt, show_problem
from bigmodel.ui.components.live_chart import draw_live_chart
from bigmodel.ui.demo_step import replay_speed
from bigmodel.ui.empty import go
from bigmodel.ui.run_words import never_started, result_words
from bigmodel.ui.text import escape


def draw_run(run: RunFolder | None) -> None:
    """Draw the live chart of the open run with its next step above it; without one, how to begin."""
    if run is None:
        st.title("Ready to train", anchor=False)
        st.markdown(
            "Press **Train**. Loss and accuracy move here while the network learns, and you can stop it "
            "whenever the curves are flat: the best state so far is kept and tested."
        )
    try:
        words = Words()
        if run is not None:
            words = run.spec().words
            _draw_next(run, run.status(), words)
        draw_live_chart(run, words, _stop, replay_speed())
    except Problem as problem:  # deleted or damaged since the page began
        show_problem(problem)


def is_over(run: RunFolder | None) -> bool:
    """Whether the open run has a next step of its own: to be evaluated or resumed."""
    return run is not None and (run.has_result() or jobs.can_resume(run))


def _draw_next(run: RunFolder, status: RunStatus, words: Words) -> None:
    if run.has_result():
        _draw_result(run, words)
    elif not status.active:
        _draw_message(status)
        if jobs.can_resume(run):
            _draw_resume(run, primary=True)


def _draw_resume(run: RunFolder, *, primary: bool) -> None:
    epoch = run.status().epoch
    label = f"Resume from epoch {epoch + 1}" if epoch and run.has_checkpoint() else "Start it again"
    if st.button(label, type="primary" if primary else "secondary", icon=":material/resume:", key="resume"):
        attempt(lambda: jobs.resume(state.workspace(), run.id))


def _draw_result(run: RunFolder, words: Words) -> None:
    report = run.report()
    said = "The result is ready." if report is None else answer(report, words)
    found = result_words(read_row(run).headline)
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap="xxsmall"):
            st.subheader(escape(said), anchor=False)
            if found:
                st.caption(escape(f"On data it has never seen: {found}"))
        if jobs.can_resume(run):
            _draw_resume(run, primary=False)
        if st.button("Evaluate", type="primary", icon=":material/arrow_forward:", icon_position="right"):
            go("evaluate")


def _draw_message(status: RunStatus) -> None:
    if status.status == "failed":
        st.error(escape(status.message or "This run failed."), icon=":material/error:")
    elif never_started(status.status, status.message):
        st.info(escape(status.message), icon=":material/info:")
    elif status.status == "interrupted":
        said = status.message or "This run was interrupted; nothing of it is lost."
        st.warning(escape(said), icon=":material/pause_circle:")
    else:
        st.warning(escape(status.message or "The file with this run's result is gone."), icon=":material/warning:")


def _stop(id: str) -> None:
    try:
        jobs.stop(state.workspace(), id)
    except Problem as problem:
        state.say_next(str(problem))
