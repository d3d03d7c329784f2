"""The decision: sliders, costs and the four views that follow them, one component that is fed once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from bigmodel.spec import Costs, Decision, Problem
from bigmodel.ui import inputs
from bigmodel.ui.text import escape

Keep = Callable[[float, Costs], None]
"""Called with the threshold and the costs that are to be kept."""

Show = Callable[[str], bool]
"""Called with a kind of case (``"Missed"``) whose list is to be shown; false where there is no such list."""
KINDS = {"passed": "All", "alarms": "False alarms", "missed": "Missed"}
"""Cells of the matrix to the kinds of case that the list of alerts tells apart; what is caught has the template's word.
"""

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


def draw_decision(block: Decision, key: str, keep: Keep | None = None, show: Show | None = None) -> None:
    """Draw the decision of a run.

    Args:
        block: The table, the template's words, and threshold and costs to start from.
        key: A key unique on the page; the sliders stay where they are as long as it stays the same.
        keep: Called when the user keeps a decision; without it the button is not offered.
        show: Called when a cell of the matrix is clicked; without it the cells are mere numbers.
    """

    def kept() -> None:
        if keep is None or not (chosen := inputs.told_by(key, "kept")):
            return
        try:
            keep(*read_kept(chosen))
        except Problem as problem:
            st.toast(escape(str(problem)), icon=":material/error:", duration="long")

    def listed() -> None:
        kinds = {**KINDS, "caught": block.words["flagged"].capitalize()}
        kind = kinds.get(str(inputs.told_by(key, "cell")))
        if show is not None and kind is not None:
            show(kind)

    data = payload(block, key, keepable=keep is not None, listed=show is not None)
    _draw(key=key, data=data, on_kept_change=kept, on_cell_change=listed)


def payload(block: Decision, identity: str, *, keepable: bool = True, listed: bool = False) -> dict[str, Any]:
    """What the browser is fed: the table, words, costs and where to start; what can be clicked."""
    start = dict(block.decision)
    return {
        "identity": identity,
        "table": {name: block.table[name] for name in (*_COLUMNS, *_TOTALS)},
        "words": block.words,
        "threshold": start.pop("threshold"),
        "reference": block.table.get("reference"),
        "costs": start,
        "keepable": keepable,
        "listed": listed,
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
