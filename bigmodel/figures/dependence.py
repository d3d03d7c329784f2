"""The average score as one column takes one value after the other, above the number of cases that have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bigmodel.figures.labels import escape_label, narrow_label, tick_each
from bigmodel.figures.palette import FAINT, INK, NEGATIVE, POSITIVE, POSITIVE_BAND, SOFT, TRAINING
from bigmodel.spec import Figure
from bigmodel.spec.numbers import count, number

LONGEST = 14
"""Letters of a category below its bar."""
HEIGHT = 420


@dataclass(frozen=True)
class Curve:
    """What is drawn.

    Attributes:
        x: Numbers, or ISO dates, in order; for words their places.
        mean: Average score with each.
        low: Lower edge of the band of single cases.
        high: Its upper edge.
        words: Whether ``x`` are places of words, not numbers or dates.
        labels: Each ``x`` as it is read.
        left: Left edges of the bars of the density, as ``x``.
        width: Widths of the bars, in milliseconds for dates.
        counts: Cases in each.
    """

    x: Sequence[Any]
    mean: list[float]
    low: list[float]
    high: list[float]
    words: bool
    labels: Sequence[str]
    left: Sequence[Any]
    width: Sequence[float]
    counts: Sequence[float]


def dependence_figure(curve: Curve, title: str, cases: str, positive: bool) -> Figure:
    """A line (points for words) in the band of the middle eight of ten cases, bars of the density below.

    Args:
        curve: What is drawn.
        title: The column's name, for the axis.
        cases: What is counted.
        positive: Whether the score is that of the positive class, drawn red; else blue.
    """
    colour, band = (POSITIVE, POSITIVE_BAND) if positive else (TRAINING, FAINT)
    words = curve.words
    axis: dict[str, Any] = {"title": {"text": escape_label(title, 60)}, "showgrid": False, "anchor": "y2"}
    if words or tick_each(curve.x):
        shown = [narrow_label(label, LONGEST) for label in curve.labels]
        axis |= {"tickmode": "array", "tickvals": list(curve.x), "ticktext": shown}
    if words:
        axis["range"] = [-0.6, len(curve.x) - 0.4]
    layout = {
        "xaxis": axis,
        "yaxis": {"title": {"text": "score"}, "domain": [0.3, 1], "rangemode": "tozero"},
        "yaxis2": {"title": {"text": escape_label(cases, 24)}, "domain": [0, 0.22], "nticks": 3, "rangemode": "tozero"},
        "bargap": 0,
    }
    data = [
        *_band(curve, band, words),
        {
            "type": "scatter",
            "mode": "markers" if words else "lines+markers",
            "name": "average",
            "x": list(curve.x),
            "y": list(curve.mean),
            "line": {"color": colour, "width": 2},
            "marker": {"color": colour, "size": 9 if words else 5},
            "hoverinfo": "text",
            "hovertext": [
                f"{escape_label(label, 60)}: {number(value)}, eight of ten {number(low)} to {number(high)}"
                for label, value, low, high in zip(curve.labels, curve.mean, curve.low, curve.high, strict=True)
            ],
        },
        {
            "type": "bar",
            "name": "data",
            "x": list(curve.left),
            "y": list(curve.counts),
            "width": list(curve.width),
            "offset": 0,
            "yaxis": "y2",
            "marker": {"color": NEGATIVE},
            "hovertemplate": f"%{{y:,}} {escape_label(cases)}<extra></extra>",
            "showlegend": False,
        },
    ]
    least, most = curve.mean.index(min(curve.mean)), curve.mean.index(max(curve.mean))
    alt = (
        f"The average score is lowest, {number(curve.mean[least])}, with {curve.labels[least]} and highest, "
        f"{number(curve.mean[most])}, with {curve.labels[most]}. Bars below count {count(sum(curve.counts))} {cases}."
    )
    return Figure("", {"data": data, "layout": layout}, alt, HEIGHT)


def _band(curve: Curve, fill: str, words: bool) -> list[dict[str, Any]]:
    """Where the middle eight of ten cases lie: a filled band, for words a whisker each."""
    name = "eight of ten cases"
    if words:
        whisker = {
            "type": "data",
            "symmetric": False,
            "array": [high - low for low, high in zip(curve.low, curve.high, strict=True)],
            "arrayminus": [0] * len(curve.low),
            "color": SOFT,
            "thickness": 1.5,
            "width": 5,
        }
        return [
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": list(curve.x),
                "y": list(curve.low),
                "error_y": whisker,
                "marker": {"color": SOFT, "size": 5, "symbol": "line-ew-open"},
                "hoverinfo": "skip",
            }
        ]
    edge = {"type": "scatter", "mode": "lines", "x": list(curve.x), "line": {"width": 0, "color": INK}}
    return [
        {**edge, "y": list(curve.high), "hoverinfo": "skip", "showlegend": False},
        {**edge, "y": list(curve.low), "hoverinfo": "skip", "fill": "tonexty", "fillcolor": fill, "name": name},
    ]
