"""The score over two fields of one case as a map, with the line at which the decision changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bigmodel.figures.labels import escape_label, narrow_label, tick_each
from bigmodel.figures.palette import FAINT, FULL, INK
from bigmodel.spec import Figure
from bigmodel.spec.numbers import cell, number

LONGEST = 32
BESIDE = 18
"""Letters of a word beside the map or below it: longer ones would take the room of the map."""


@dataclass(frozen=True)
class Side:
    """One field of the map.

    Attributes:
        name: Its name.
        values: Its values in order: numbers, or text for what has no scale.
        here: The value of the case, one of ``values``; None where the case has none.
        year: Whether the numbers are years.
    """

    name: str
    values: Sequence[float | str]
    here: float | str | None
    year: bool = False


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
    bar = {"title": {"text": narrow_label(what, LONGEST), "side": "right"}, "thickness": 12, "outlinewidth": 0}
    told = {"hoverinfo": "text", "hovertext": _told(across, up, scores)}
    traces: list[dict[str, Any]] = [{"type": "heatmap", **grid, **scale, "colorbar": bar, **told, "showlegend": False}]
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
                "x": [_place(across, across.here)],
                "y": [_place(up, up.here)],
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


def _told(across: Side, up: Side, scores: Sequence[Sequence[float]]) -> list[list[str]]:
    """What stands at each place of the map, in words."""
    wide, high = (
        [f"{escape_label(side.name, 60)} {escape_label(_said(side, value), 60)}" for value in side.values]
        for side in (across, up)
    )
    return [
        [f"{first}<br>{second}<br>score {number(score)}" for first, score in zip(wide, row, strict=True)]
        for second, row in zip(high, scores, strict=True)
    ]


def _axis(side: Side) -> dict[str, Any]:
    axis: dict[str, Any] = {"title": {"text": narrow_label(side.name, LONGEST)}, "showgrid": False}
    words = _are_words(side)
    if words or tick_each(side.values):
        # Two long words may be short alike, so that words stand by their place and not by their letters.
        text = [narrow_label(value, BESIDE) if words else _said(side, value) for value in side.values]
        axis |= {"tickmode": "array", "tickvals": _ticks(side), "ticktext": text}
    return axis


def _ticks(side: Side) -> list[float]:
    return [_place(side, value) for value in side.values]


def _place(side: Side, value: float | str) -> float:
    """Where a value stands: a number where it is, a word at its place among the others."""
    return side.values.index(value) if _are_words(side) else float(value)


def _are_words(side: Side) -> bool:
    return any(isinstance(value, str) for value in side.values)


def _said(side: Side, value: float | str) -> str:
    return value if isinstance(value, str) else cell(value, 4, year=side.year)
