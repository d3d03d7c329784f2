"""The score over two fields of one case as a map, with the line at which the decision changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bigmodel.figures.labels import escape_label
from bigmodel.figures.palette import FAINT, FULL, INK
from bigmodel.spec import Figure
from bigmodel.spec.numbers import number

LONGEST = 32


@dataclass(frozen=True)
class Side:
    """One field of the map.

    Attributes:
        name: Its name.
        values: Its values in order: numbers, or text for what has no scale.
        here: The value of the case, one of ``values``; None where the case has none.
    """

    name: str
    values: Sequence[float | str]
    here: float | str | None


def case_map(across: Side, up: Side, scores: Sequence[Sequence[float]], threshold: float | None, what: str) -> Figure:
    """A heatmap of the score.

    Args:
        across: The field along x, m values.
        up: The field along y, n values.
        scores: n rows of m scores.
        threshold: The score at which the line is drawn; None draws none.
        what: What the score is, for the scale.
    """
    grid: dict[str, Any] = {"x": _ticks(across), "y": _ticks(up), "z": [list(row) for row in scores]}
    flat = [score for row in scores for score in row]
    # Scores are often small: the scale ends where they do, and not below twice the threshold.
    top = min(1.0, max(*flat, 2 * threshold)) if threshold is not None else 1.0
    scale = {"colorscale": [[0, FAINT], [1, FULL]], "zmin": 0, "zmax": top}
    hover = f"{escape_label(across.name)} %{{x}}<br>{escape_label(up.name)} %{{y}}<br>score %{{z:.3f}}<extra></extra>"
    bar = {"title": {"text": escape_label(what, LONGEST), "side": "right"}, "thickness": 12, "outlinewidth": 0}
    traces: list[dict[str, Any]] = [
        {"type": "heatmap", **grid, **scale, "colorbar": bar, "hovertemplate": hover, "showlegend": False}
    ]
    if threshold is not None:
        line = {"start": threshold, "end": threshold, "size": 1, "coloring": "none"}
        traces.append(
            {
                "type": "contour",
                **grid,
                "contours": line,
                "line": {"color": INK, "width": 2, "dash": "dash"},
                "colorscale": [[0, INK], [1, INK]],
                "showscale": False,
                "hoverinfo": "skip",
                "name": "threshold",
                "showlegend": True,
            }
        )
    if across.here is not None and up.here is not None:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "this case",
                "x": [_tick(across.here)],
                "y": [_tick(up.here)],
                "marker": {"color": INK, "size": 12, "symbol": "diamond"},
                "hoverinfo": "skip",
            }
        )
    layout = {"xaxis": _axis(across), "yaxis": _axis(up), "margin": {"l": 64, "r": 12, "t": 36, "b": 56}}
    alt = (
        f"The score over {across.name} and {up.name} runs from {number(min(flat))} to {number(max(flat))}"
        f"{'' if threshold is None else f'; {_crossed(flat, threshold)}'}."
    )
    return Figure("", {"data": traces, "layout": layout}, alt, 420)


def _crossed(flat: Sequence[float], threshold: float) -> str:
    above = sum(score >= threshold for score in flat)
    return f"{above} of {len(flat)} pairs of values reach the threshold of {number(threshold)}"


def _axis(side: Side) -> dict[str, Any]:
    axis: dict[str, Any] = {"title": {"text": escape_label(side.name, LONGEST)}, "showgrid": False}
    if any(isinstance(value, str) for value in side.values):
        axis |= {"type": "category"}
    return axis


def _ticks(side: Side) -> list[float | str]:
    return [_tick(value) for value in side.values]


def _tick(value: float | str) -> float | str:
    return escape_label(value, LONGEST) if isinstance(value, str) else value
