"""Do what a button asks; a problem is said in its own words where the button stands."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from bigmodel.spec import Problem
from bigmodel.ui import text


def attempt(*changes: Callable[[], object]) -> None:
    """Make the changes in order, then draw the page anew; stop at the first problem and show its sentence."""
    try:
        for change in changes:
            change()
    except Problem as problem:
        show_problem(problem)
    else:
        st.rerun()


def show_problem(problem: Problem) -> None:
    """The sentence of a problem, with nothing in it live."""
    st.error(text.escape(str(problem)), icon=":material/error:")
