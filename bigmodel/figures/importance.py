"""How much a result falls when columns tell nothing any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bigmodel.figures.labels import above_bar, escape_label, narrow_label
from bigmodel.figures.palette import INK, NEGATIVE, TRAINING
from bigmodel.spec import Figure, Interval
from bigmodel.spec.numbers import MINUS, score

LONGEST = 44
"""Letters of the names above a bar."""


def importance_figure(found: Sequence[tuple[str, Interval]], metric: str) -> Figure:
    """A bar for each column or group of columns, with its 95 % interval, the greatest first.

    A bar whose interval holds 0 is grey: whether the model relies on it can't be told.

    Args:
        found: Names and by how much the metric fell.
        metric: The metric's name, for the axis.
    """
    values = [drop.value for _, drop in found]
    low = [drop.value if drop.low is None else drop.low for _, drop in found]
    high = [drop.value if drop.high is None else drop.high for _, drop in found]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(found))),
        "x": values,
        "width": 0.36,
        "marker": {"color": [TRAINING if least > 0 else NEGATIVE for least in low]},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [top - value for top, value in zip(high, values, strict=True)],
            "arrayminus": [value - least for least, value in zip(low, values, strict=True)],
            "color": INK,
            "thickness": 1,
            "width": 4,
        },
        "hoverinfo": "text",
        "hovertext": [f"{escape_label(name, 80)}: {said(drop)}" for name, drop in found],
        "showlegend": False,
    }
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": f"fall of {escape_label(metric)}"}, "nticks": 6},
        "yaxis": {"title": {"text": ""}, "showticklabels": False, "range": [len(found) - 0.6, -0.8], "showgrid": False},
        "annotations": [
            above_bar(place, f"{narrow_label(name, LONGEST)}  {said(drop)}") for place, (name, drop) in enumerate(found)
        ],
        "margin": {"l": 4, "t": 4},
    }
    told = "; ".join(f"{name}: {said(drop)}" for name, drop in found)
    return Figure("", {"data": [trace], "layout": layout}, f"Fall of {metric} by column. {told}.", 80 + 44 * len(found))


def said(drop: Interval) -> str:
    """A fall with its interval: ``0.34 (0.26 to 0.43)``."""
    if drop.low is None or drop.high is None:
        return _fall(drop.value)
    return f"{_fall(drop.value)} ({_fall(drop.low)} to {_fall(drop.high)})"


def _fall(value: float) -> str:
    size = score(abs(value))
    return f"{MINUS}{size}" if value < 0 and float(size) else size
