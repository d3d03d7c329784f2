"""What stands in the inputs of a page; with ``state`` alone it touches session_state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

TURN = "bm_turn"


def begin(key: str, value: Any, options: Sequence[Any] | None = None) -> None:
    """Let the input of this key start with a value; what was put into it stays, as far as it is on offer.

    The input is then drawn without a default of its own: one that is set by ``choose`` may not have both.

    Args:
        key: The input's key.
        value: What it starts with.
        options: All that can be chosen; several chosen things are a list. None checks nothing.
    """
    now = st.session_state.get(key)
    if key not in st.session_state or (options is not None and not isinstance(now, list) and now not in options):
        st.session_state[key] = value
    elif options is not None and isinstance(now, list):
        on_offer = set(options)
        if any(each not in on_offer for each in now):
            st.session_state[key] = [each for each in now if each in on_offer]


def choose(key: str, value: Any) -> None:
    """Put a value into the input of this key; only in a callback, before the input is drawn."""
    st.session_state[key] = value


def value_of(key: str, otherwise: Any = None) -> Any:
    """What stands in the input of this key."""
    return st.session_state.get(key, otherwise)


def told_by(key: str, name: str) -> Any:
    """What a component of the page has sent under a name, None where it has sent nothing.

    Nothing is known of one whose page was left before it was drawn.
    """
    return st.session_state[key].get(name) if key in st.session_state else None


def turn() -> int:
    """A number for the keys of the plan's inputs: while it stays they keep what was put into them, and the focus."""
    return int(st.session_state.get(TURN, 0))


def renew_inputs() -> None:
    """Let the plan's inputs be filled from the plan anew, because something else than they changed it."""
    st.session_state[TURN] = turn() + 1
