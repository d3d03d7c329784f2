"""How much is answered against how much of it is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bigmodel.figures.labels import escape_label
from bigmodel.figures.palette import NEGATIVE, VALIDATION
from bigmodel.figures.per_cent import AXIS, per_cent
from bigmodel.spec import Figure
from bigmodel.spec.numbers import number, share

Point = tuple[float, float, float]
"""Share answered, share right of those, and the least certainty."""


def coverage_figure(curve: Sequence[Point], chosen: Point | None, test: Point | None, cases: str) -> Figure:
    """The curve on validation data with the chosen point, and what that point does on test data.

    Args:
        curve: Points of the validation data, by rising certainty.
        chosen: The chosen point there, None where nothing is answered.
        test: The same certainty on test data, None where nothing is answered.
        cases: What is answered, for the axis.
    """
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "validation",
            "x": per_cent(answered for answered, _, _ in curve),
            "y": per_cent(right for _, right, _ in curve),
            "line": {"color": VALIDATION, "width": 2},
            "hoverinfo": "text",
            "hovertext": [_said(point) for point in curve],
        }
    ]
    for point, name, colour, symbol in (
        (chosen, "chosen, validation", VALIDATION, "circle"),
        (test, "chosen, test", NEGATIVE, "diamond"),
    ):
        if point is not None:
            traces.append(_marker(point, name, colour, symbol))
    layout = {
        "xaxis": {"title": {"text": f"{escape_label(cases)} answered"}, **AXIS, "range": [0, 102]},
        "yaxis": {"title": {"text": "right of those"}, **AXIS},
    }
    alt = f"Chosen: {_said(chosen)} on validation data." if chosen else "Nothing is answered."
    if test is not None:
        alt += f" On test data {_said(test)}."
    return Figure("Fewer answers, fewer mistakes", {"data": traces, "layout": layout}, alt, 300)


def _marker(point: Point, name: str, colour: str, symbol: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": per_cent([point[0]]),
        "y": per_cent([point[1]]),
        "marker": {"color": colour, "size": 11, "symbol": symbol},
        "hoverinfo": "text",
        "hovertext": [_said(point)],
    }


def _said(point: Point) -> str:
    return f"from a certainty of {number(point[2])} {share(point[0])} answered, {share(point[1])} of those right"
