"""The decision: sliders, costs and the four views that follow them, one component that is fed once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from bigmodel.spec import Costs, Decision, Problem
from bigmodel.ui import state
from bigmodel.ui.text import escape

Keep = Callable[[float, Costs], None]
"""Called with the threshold and the costs that are to be kept."""

_HERE = Path(__file__).parent
_SCRIPTS = ("words.js", "decision.sums.js", "decision.charts.js", "decision.views.js", "decision.js")
_COLUMNS = ("thresholds", "alerts", "tp", "caught_amount", "caught_without_amount")
_TOTALS = ("rows", "positives", "has_amount", "days", "histogram")
"""What the browser computes from; the rest of the table follows from it."""


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_draw = st.components.v2.component(
    "bigmodel_decision",
    html=_read("decision.html"),
    css=_read("decision.css"),
    js="\n".join(_read(name) for name in _SCRIPTS),
)


def draw_decision(block: Decision, key: str, keep: Keep | None = None) -> None:
    """Draw the decision of a run.

    Args:
        block: The table, the template's words, and threshold and costs to start from.
        key: A key unique on the page; the sliders stay where they are as long as it stays the same.
        keep: Called when the user keeps a decision; without it the button is not offered.
    """

    def kept() -> None:
        if keep is None or not (chosen := state.told_by(key, "kept")):
            return
        try:
            keep(*read_kept(chosen))
        except Problem as problem:
            st.toast(escape(str(problem)), icon=":material/error:", duration="long")

    _draw(key=key, data=payload(block, key, keepable=keep is not None), on_kept_change=kept)


def payload(block: Decision, identity: str, *, keepable: bool = True) -> dict[str, Any]:
    """What the browser is fed: the table, words, costs and where to start."""
    start = dict(block.decision)
    return {
        "identity": identity,
        "table": {name: block.table[name] for name in (*_COLUMNS, *_TOTALS)},
        "words": block.words,
        "threshold": start.pop("threshold"),
        "reference": block.table.get("reference"),
        "costs": start,
        "keepable": keepable,
    }


def read_kept(chosen: Mapping[str, Any]) -> tuple[float, Costs]:
    """Check what the browser sends.

    Raises:
        Problem: It is not a threshold with costs.
    """
    try:
        threshold = float(chosen["threshold"])
        costs = Costs.model_validate({name: value for name, value in chosen.items() if name != "threshold"})
    except (KeyError, TypeError, ValueError):
        raise Problem("This decision can't be read", remedy="Set the threshold and the costs again.") from None
    if not math.isfinite(threshold):
        raise Problem("This decision has no threshold", remedy="Move the slider and keep it again.")
    return threshold, costs
