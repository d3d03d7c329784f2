"""Whether the page is shown to others, and the step of the demo that it is at (``?present=1&demo=ID&step=N``)."""

from __future__ import annotations

import streamlit as st

from bigmodel.ui.address import DEMO, PRESENT, STEP, kept, put_aside, write_address

STEP_ASKED = "bm_step_asked"


def presenting() -> bool:
    """Whether the page is shown to others: without set-up and with larger type."""
    return kept(PRESENT) is not None


def present(on: bool) -> None:
    """Show the page to others or no longer; a demo keeps its place meanwhile, and the address follows."""
    put_aside(PRESENT)
    if on:
        st.session_state[PRESENT] = "1"
    write_address()


def demo_step() -> tuple[str, int] | None:
    """Id of the demo that is shown and the number of its step, 1 for the first; None while none is shown."""
    demo = kept(DEMO)
    return (demo, int(st.session_state[STEP])) if demo is not None and presenting() else None


def show_step(demo: str, step: int) -> None:
    """Go to a step of a demo in the presentation view; the frame then opens what it names."""
    st.session_state.update({PRESENT: "1", DEMO: demo, STEP: str(step), STEP_ASKED: True})
    write_address()


def take_asked_step() -> bool:
    """Whether the step is to be opened; it is told once."""
    return bool(st.session_state.pop(STEP_ASKED, False))


def end_demo() -> None:
    """Leave the demo and stay in the presentation view."""
    put_aside(DEMO, STEP, STEP_ASKED)
    write_address()


def asked_replay() -> str | None:
    """The speed at which the address asks for a replay (``?replay=``), None where it does not."""
    return st.query_params.get("replay")


def follow_address() -> None:
    """Take over what the address says of the presentation; navigation leaves it out, which says nothing."""
    asked, demo, step = (st.query_params.get(name) for name in ("present", "demo", "step"))
    if asked is not None:
        put_aside(PRESENT)
        if asked == "1":
            st.session_state[PRESENT] = "1"
    number = int(step) if step and step.isascii() and step.isdigit() and len(step) < 5 else 1
    if demo and (demo, number) != demo_step():
        st.session_state.update({PRESENT: "1", DEMO: demo, STEP: str(number), STEP_ASKED: True})
