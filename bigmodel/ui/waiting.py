"""While an answer takes long: how far it is, how long still, and Stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import streamlit as st

from bigmodel.ui import inputs

Progress = Callable[[float], None]
SOON = 0.3
"""Seconds in which nothing is shown: most answers are there by then."""


@contextmanager
def waiting(key: str, asked: str) -> Iterator[Progress]:
    """Show how far an answer is; Stop, or any other change on the page, ends the work at its next report.

    Streamlit raises in the report when the page is to be drawn anew, so the work has to run in the page itself and
    not in a fragment, whose inputs wait for the page.

    Args:
        key: Where it is remembered which question was stopped.
        asked: Names the question.
    """
    place, began = st.empty(), time.monotonic()
    shown: list[st.delta_generator.DeltaGenerator] = []

    def progress(done: float) -> None:
        seconds = time.monotonic() - began
        if seconds < SOON:
            return
        if not shown:
            with place.container(horizontal=True, vertical_alignment="center"):
                shown.append(st.progress(done))
                st.button(
                    "Stop", icon=":material/stop:", key=f"{key}-stop", on_click=partial(inputs.choose, key, asked)
                )
        shown[0].progress(done, text=left(done, seconds))

    yield progress
    place.empty()


def was_stopped(key: str, asked: str) -> bool:
    """Whether this question was stopped; then this is said, with a button that asks it again."""
    if inputs.value_of(key) != asked:
        return False
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Stopped before the answer was there.", width="content")
        st.button(
            "Ask again", icon=":material/refresh:", key=f"{key}-again", on_click=partial(inputs.choose, key, None)
        )
    return True


def left(done: float, seconds: float) -> str:
    """How far it is and how long it still takes, in words."""
    if done <= 0:
        return "Asking the model"
    return f"Asking the model: {100 * done:.0f} % done, {max(1, round(seconds / done * (1 - done)))} s left"
