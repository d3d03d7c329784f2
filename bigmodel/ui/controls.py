"""Draws the inputs that stand beside a view and gives their values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import streamlit as st

from bigmodel.spec import Control, Problem
from bigmodel.ui import incoming, inputs
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.text import escape
from bigmodel.ui.upload import room

FEW = 5
"""Up to so many choices stand side by side; more go into a list."""
PILLS = 8
"""Up to so many things of which several can be chosen stand side by side."""
LIST, WIDE = 300, 440
"""Widths of a list and of what needs more room, in pixels."""


def draw_controls(controls: Sequence[Control], key: str) -> dict[str, Any]:
    """Draw the inputs in rows and give their values by name.

    A ``choices`` control gives a tuple of text, a ``file`` control the path of the file or None.
    """
    if not controls:
        return {}
    values: dict[str, Any] = {}
    for in_line, row in groupby(controls, lambda control: not _as_pills(control)):
        with st.container(horizontal=in_line, vertical_alignment="bottom"):
            values |= {control.name: _draw(control, key_of(control, key)) for control in row}
    return values


def key_of(control: Control, key: str) -> str:
    """The key of one input among those that were drawn with ``key``."""
    return f"{key}-{control.name}"


def value_in(control: Control, key: str) -> Any:
    """What stands in an input, as ``draw_controls`` gives it; before it is drawn, what it starts with.

    Raises:
        Problem: A file that was brought can't be set down.
    """
    value = inputs.value_of(key_of(control, key), control.default)
    if control.kind == "file":
        return None if value is None else incoming.set_down(value, room())
    if control.kind == "choices":
        return tuple(str(each) for each in value or ())
    return value


def fits(control: Control, value: object) -> bool:
    """Whether a value that was kept can be put into an input; a file can't, it has to be brought again."""
    if control.kind == "choices":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if control.kind in ("number", "slider"):
        return _is_in_range(control, value)
    if control.kind == "switch":
        return isinstance(value, bool)
    return control.kind != "file" and isinstance(value, str)


def _is_in_range(control: Control, value: object) -> bool:
    if value is None:
        return control.default is None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return (control.low is None or value >= control.low) and (control.high is None or value <= control.high)


def pick(controls: Sequence[Control], key: str, name: str, option: object) -> bool:
    """Put an option into the choice of this name before it is drawn; false where it offers no such option.

    Args:
        controls: The inputs of a view.
        key: The key with which they are drawn.
        name: The choice.
        option: What was clicked, as it came from the browser.
    """
    for control in controls:
        if control.name == name and control.kind == "choice" and option in control.options:
            inputs.choose(key_of(control, key), option)
            return True
    return False


def _draw(control: Control, key: str) -> Any:
    label, help = escape(control.title), escape(control.help) or None
    if control.kind == "choice":
        return _choose(control, label, key, help)
    if control.kind == "choices":
        return _choose_several(control, label, key, help)
    if control.kind == "file":
        return _take_file(control, label, key, help)
    if control.kind == "switch":
        return st.toggle(label, bool(control.default), key=key, help=help)
    if control.kind in ("text", "date"):
        return st.text_input(label, str(control.default or ""), key=key, help=help)
    # Streamlit takes whole numbers or fractions, never both.
    low, high, start, step = (_number(control, value) for value in _range(control))
    if control.kind == "slider":
        return st.slider(label, low, high, start, step, key=key, help=help)
    # As short as it can be written: 6, not 6.00.
    shown = "%g" if isinstance(start, float) else None
    return st.number_input(label, low, high, start, step, format=shown, key=key, help=help)


def _range(control: Control) -> tuple[Any, ...]:
    return control.low, control.high, control.default, control.step


def _number(control: Control, value: Any) -> Any:
    """A number of a slider: whole where it starts with a whole number and everything else is whole."""
    if value is None:
        return None
    whole = isinstance(control.default, int) and all(each is None or each == int(each) for each in _range(control))
    return int(value) if whole else float(value)


def _choose(control: Control, label: str, key: str, help: str | None) -> Any:
    start = control.default if control.default in control.options else next(iter(control.options), None)
    inputs.begin(key, start, control.options)
    if len(control.options) <= FEW:
        return st.segmented_control(
            label, control.options, format_func=escape, key=key, help=help, required=start is not None
        )
    return st.selectbox(label, control.options, format_func=str, key=key, help=help, width=LIST)


def _choose_several(control: Control, label: str, key: str, help: str | None) -> tuple[str, ...]:
    inputs.begin(key, list(control.default or ()), None if control.new else control.options)
    if _as_pills(control):
        chosen = st.pills(
            label,
            control.options,
            selection_mode="multi",
            format_func=escape,
            key=key,
            help=help,
            width="stretch",
            wrap=True,
        )
        return tuple(str(each) for each in chosen)
    # The list is searched in the browser, which draws only what is seen of it: thousands stay quick. Without
    # "select all", the enter key takes the first that is found.
    chosen = st.multiselect(
        label,
        control.options,
        key=key,
        help=help,
        placeholder=_invitation(control),
        accept_new_options=control.new,
        select_all=False,
        width=WIDE,
        wrap=True,  # what was chosen first would else scroll out of sight
    )
    return tuple(str(each) for each in chosen)


def _as_pills(control: Control) -> bool:
    """Whether all that can be chosen stands side by side, in a row of its own."""
    return control.kind == "choices" and len(control.options) <= PILLS and not (control.new or control.listed)


def _invitation(control: Control) -> str:
    if control.new:
        return "Choose, or type your own"
    return "Type to search" if control.options else "There is nothing to choose"


def _take_file(control: Control, label: str, key: str, help: str | None) -> Path | None:
    brought = st.file_uploader(label, type=list(control.options) or None, key=key, help=help, width=WIDE)
    if brought is None:
        return None
    try:
        return incoming.set_down(brought, room())
    except Problem as problem:
        show_problem(problem)
        return None
