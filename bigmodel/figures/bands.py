"""Which part of a spectrum an answer rests on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.figures.palette import NEGATIVE, SOFT, TRAINING
from bigmodel.figures.spectrum import thin
from bigmodel.spec import Figure
from bigmodel.spec.numbers import number
from bigmodel.spec.shorten import shorten

HEIGHT = 300
LEAST = 5.0
"""Percentage points that the axis of falls spans at least, so that nothing looks like much."""


def bands_figure(
    frequency: NDArray[np.float64],
    size: NDArray[np.float64],
    edges: NDArray[np.float64],
    falls: NDArray[np.float64],
    named: str,
) -> Figure:
    """The spectrum, and over it by how much a probability falls without each band.

    Args:
        frequency: Hz of the spectrum, float64 (m,).
        size: Amplitudes, float64 (m,).
        edges: Edges of the bands in Hz, float64 (bands + 1,).
        falls: Fall of the probability, float64 (bands,), negative for a rise.
        named: The class whose probability it is.
    """
    x, y = thin(frequency, size, highest=True)
    points = 100 * falls
    bars = [
        _bars(edges, points, points > 0, "falls without this band", TRAINING),
        _bars(edges, points, points <= 0, "rises", NEGATIVE),
    ]
    line = {
        "type": "scatter",
        "mode": "lines",
        "name": "spectrum",
        "x": x,
        "y": y,
        "yaxis": "y2",
        "line": {"color": SOFT, "width": 1},
        "hoverinfo": "skip",
    }
    top, bottom = max(LEAST, 1.1 * float(points.max())), min(0.0, 1.1 * float(points.min()))
    # Both axes have their zero at one height.
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": "frequency (Hz)"}, "showgrid": False},
        "barmode": "overlay",
        "yaxis": {"title": {"text": "fall (percentage points)"}, "range": [bottom, top]},
        "yaxis2": {
            "overlaying": "y",
            "side": "right",
            "showgrid": False,
            "showticklabels": False,
            "title": {"text": ""},
            "range": [bottom / top * float(size.max()), float(size.max())],
        },
    }
    most = int(np.argmax(falls))
    said = f"{number(edges[most])} to {number(edges[most + 1])} Hz"
    alt = f"Without {said} the probability of {named} {_moved(float(falls[most]))}, more than without any other band."
    if falls[most] < LEAST / 1000:
        alt = f"The probability of {named} does not fall without any one band."
    title = f"Which part of the spectrum speaks for {shorten(named, 24)}"
    return Figure(title, {"data": [*(bar for bar in bars if bar["x"]), line], "layout": layout}, alt, HEIGHT)


def _bars(
    edges: NDArray[np.float64], points: NDArray[np.float64], shown: NDArray[np.bool_], name: str, colour: str
) -> dict[str, Any]:
    """Those of the bands that are to be shown."""
    low, high, fall = edges[:-1][shown], edges[1:][shown], points[shown]
    return {
        "type": "bar",
        "name": name,
        "x": ((low + high) / 2).round(1).tolist(),
        "width": (0.86 * (high - low)).round(1).tolist(),
        "y": fall.round(2).tolist(),
        "marker": {"color": colour, "opacity": 0.5},
        "hoverinfo": "text",
        "hovertext": [
            f"{number(first)} to {number(last)} Hz: {_moved(each / 100)}"
            for first, last, each in zip(low.tolist(), high.tolist(), fall.tolist(), strict=True)
        ],
    }


def _moved(fall: float) -> str:
    if abs(fall) < 5e-5:
        return "stays"
    return f"{'falls' if fall > 0 else 'rises'} by {number(100 * abs(fall))} points"
