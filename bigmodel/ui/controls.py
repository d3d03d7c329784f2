"""Draws the inputs that stand beside a view and gives their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from bigmodel.spec import Control
from bigmodel.ui.text import escape

FEW = 5
"""Up to so many choices stand side by side; more go into a list."""


def draw_controls(controls: Sequence[Control], key: str) -> dict[str, Any]:
    """Draw the inputs in a row and give their values by name."""
    if not controls:
        return {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return {control.name: _draw(control, f"{key}-{control.name}") for control in controls}


def _draw(control: Control, key: str) -> Any:
    label, help = escape(control.title), escape(control.help) or None
    if control.kind == "choice":
        return _choose(control, label, key, help)
    if control.kind == "switch":
        return st.toggle(label, bool(control.default), key=key, help=help)
    if control.kind == "text":
        return st.text_input(label, str(control.default or ""), key=key, help=help)
    if control.kind == "slider":
        return st.slider(label, control.low, control.high, control.default, control.step, key=key, help=help)
    return st.number_input(label, control.low, control.high, control.default, control.step, key=key, help=help)


def _choose(control: Control, label: str, key: str, help: str | None) -> Any:
    if len(control.options) <= FEW:
        return st.segmented_control(
            label, control.options, default=control.default, format_func=escape, key=key, help=help, required=True
        )
    start = control.options.index(control.default) if control.default in control.options else 0
    return st.selectbox(label, control.options, start, format_func=str, key=key, help=help, width=320)
