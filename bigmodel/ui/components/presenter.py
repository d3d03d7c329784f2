"""The switch of the presentation view and the place in a demo: one component that listens to keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from bigmodel.spec.demo import Demo
from bigmodel.ui import inputs

KEY = "presenter"
_HERE = Path(__file__).parent

_draw = st.components.v2.component(
    "bigmodel_presenter",
    html=(_HERE / "presenter.html").read_text(encoding="utf-8"),
    css=(_HERE / "presenter.css").read_text(encoding="utf-8"),
    js=(_HERE / "presenter.js").read_text(encoding="utf-8"),
)


def draw_presenter(
    presenting: bool, shown: tuple[Demo, int] | None, switch: Callable[[bool], None], step: Callable[[int], None]
) -> None:
    """Draw the switch, and in a demo what is said to its step, with buttons and keys to go on and back.

    Args:
        presenting: Whether the presentation view is on.
        shown: The demo that is shown and the number of its step.
        switch: Called when the switch is pressed, or Escape.
        step: Called with the number of the step that is wanted; 0 leaves the demo.
    """

    def switched() -> None:
        wanted = inputs.told_by(KEY, "switch")
        if wanted is not None:
            switch(bool(wanted))

    def stepped() -> None:
        wanted = inputs.told_by(KEY, "step")
        if isinstance(wanted, int | float) and shown is not None and 0 <= wanted <= len(shown[0].steps):
            step(int(wanted))

    _draw(key=KEY, data=payload(presenting, shown), on_switch_change=switched, on_step_change=stepped)


def payload(presenting: bool, shown: tuple[Demo, int] | None) -> dict[str, Any]:
    """What the browser is told; it turns the page's caption at once, before the page itself follows."""
    if shown is None:
        return {"presenting": presenting, "title": "", "step": 0, "say": []}
    demo, number = shown
    return {"presenting": presenting, "title": demo.title, "step": number, "say": [each.say for each in demo.steps]}
