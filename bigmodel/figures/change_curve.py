"""How certain, or how good, a model is along one change of what it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bigmodel.figures.labels import narrow_label
from bigmodel.figures.palette import FULL, INK, NEGATIVE, SOFT, TRAINING
from bigmodel.spec import Figure
from bigmodel.spec.numbers import score

HEIGHT = 280
LONGEST = 28
"""Letters of a class name."""


def certainty_curve(
    points: Sequence[float],
    certain: Sequence[float],
    other: Sequence[float],
    *,
    here: float,
    name: str,
    axis: str,
    threshold: float | None = None,
) -> Figure:
    """The certainty of a class and of the strongest other one, and where one stands now.

    Args:
        points: Values of the change, ascending.
        certain: Certainty of the class at each.
        other: Certainty of the strongest other class at each.
        here: The value that is set.
        name: The class.
        axis: Title of the axis.
        threshold: Certainty below which the class is no longer the answer, None where the most certain class is it.
    """
    label = narrow_label(name, LONGEST)
    data = [
        {**_line(points, certain, label), "line": {"color": TRAINING, "width": 2.5}},
        {**_line(points, other, "strongest other class"), "line": {"color": NEGATIVE, "width": 2, "dash": "dash"}},
    ]
    layout = _layout(axis, "certainty", here)
    if threshold is not None:
        layout["shapes"].append(
            {
                **{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": threshold, "y1": threshold},
                "line": {"color": INK, "width": 1},
            }
        )
    alt = f"Certainty of {name} between {score(min(certain))} and {score(max(certain))} along {axis}."
    return Figure(f"Along {axis.partition(' (')[0]}", {"data": data, "layout": layout}, alt, HEIGHT)


def accuracy_curve(
    points: Sequence[float],
    accuracy: Sequence[float],
    bounds: Sequence[tuple[float, float]],
    *,
    here: float,
    axis: str,
) -> Figure:
    """Accuracy in a band of its 95 % intervals, and where one stands now.

    Args:
        points: Values of the change, ascending.
        accuracy: Accuracy at each.
        bounds: Its 95 % bounds at each.
        here: The value that is set.
        axis: Title of the axis.
    """
    edge = {"type": "scatter", "mode": "lines", "x": list(points), "line": {"width": 0, "color": TRAINING}}
    hidden = {"hoverinfo": "skip", "showlegend": False}
    data = [
        {**edge, "y": [high for _, high in bounds], **hidden},
        {**edge, "y": [low for low, _ in bounds], "fill": "tonexty", "fillcolor": FULL, **hidden},
        {
            **_line(points, accuracy, "accuracy"),
            "mode": "lines+markers",
            "showlegend": False,
            "line": {"color": TRAINING, "width": 2.5},
        },
    ]
    lowest = accuracy.index(min(accuracy))
    alt = f"Accuracy between {score(min(accuracy))} (at {points[lowest]:g}) and {score(max(accuracy))} along {axis}."
    title = f"Accuracy along {axis.partition(' (')[0]}"
    return Figure(title, {"data": data, "layout": {**_layout(axis, "accuracy", here), "margin": {"t": 8}}}, alt, HEIGHT)


def _line(points: Sequence[float], values: Sequence[float], name: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(points),
        "y": list(values),
        "name": name,
        "hovertemplate": "%{x}: %{y:.2f}<extra></extra>",
    }


def _layout(axis: str, measured: str, here: float) -> dict[str, Any]:
    """With a dotted line of ink where one stands."""
    return {
        "xaxis": {"title": {"text": axis}, "showgrid": False},
        "yaxis": {"title": {"text": measured}, "range": [0, 1.04]},
        "shapes": [
            {
                **{"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": here, "x1": here},
                "line": {"color": INK, "width": 1.5, "dash": "dot"},
            }
        ],
        "annotations": [
            {
                **{"x": here, "yref": "paper", "y": 0.02, "yanchor": "bottom", "xanchor": "left", "xshift": 4},
                **{"text": "now", "showarrow": False, "font": {"color": SOFT}},
            }
        ],
    }
