"""Signals of each class: a piece of the waveform, and the mean spectrum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.figures.labels import escape_label, narrow_label
from bigmodel.figures.palette import SOFT, TRAINING
from bigmodel.spec import Figure

LONGEST = 24
ROW = 84
MOST_POINTS = 1200


def waveforms(signals: Mapping[str, NDArray[np.float32]], rate: float, case: str = "window") -> Figure:
    """One window of each class below the other, on one time axis, each to its own height.

    Args:
        signals: Class to float32 (samples,).
        rate: Samples a second.
        case: What one signal is, for the title.
    """
    rows = [(np.arange(len(values)) * 1000 / rate, values, name) for name, values in signals.items()]
    figure = _stacked(rows, "ms")
    alt = f"One {case} of each class: {', '.join(signals)}. Each is drawn to its own height."
    return Figure(f"A {case} of each class", figure, alt, 70 + ROW * len(rows))


def mean_spectra(
    spectra: Mapping[str, NDArray[np.float64]], frequencies: NDArray[np.float64], cases: str = "windows"
) -> Figure:
    """The mean spectrum of each class below the other, on one frequency axis, each to its own height.

    Args:
        spectra: Class to amplitudes, float64 (bins,).
        frequencies: float64 (bins,), Hz.
        cases: What the mean was taken over, for the text.
    """
    rows = [(frequencies, values, name) for name, values in spectra.items()]
    figure = _stacked(rows, "Hz")
    peaks = ", ".join(f"{name} at {frequencies[int(np.argmax(values))]:,.0f} Hz" for name, values in spectra.items())
    alt = f"Mean amplitude by frequency over {cases} of each class; highest: {peaks}."
    return Figure("Mean spectrum of each class", figure, alt, 70 + ROW * len(rows))


def _stacked(rows: list[tuple[NDArray[Any], NDArray[Any], str]], unit: str) -> dict[str, Any]:
    """Lines below each other; the axes of all rows but the x axis of the last are hidden."""
    count = max(1, len(rows))
    traces, annotations = [], []
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": unit}, "showgrid": False, "anchor": "y" if count == 1 else f"y{count}"},
        "margin": {"l": 8, "r": 8, "t": 8},
        "showlegend": False,
    }
    for place, (x, y, name) in enumerate(rows):
        axis = "y" if place == 0 else f"y{place + 1}"
        step = max(1, len(x) // MOST_POINTS)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [round(float(value), 4) for value in x[::step]],
                "y": [float(f"{value:.4g}") for value in y[::step]],
                "yaxis": axis,
                "line": {"color": TRAINING, "width": 1},
                "hoverinfo": "text",
                "hovertext": escape_label(name, 60),
            }
        )
        top = 1 - place / count
        layout["yaxis" if place == 0 else f"yaxis{place + 1}"] = {
            "domain": [top - 0.72 / count, top - 0.22 / count],
            "showticklabels": False,
            "showgrid": False,
            "title": {"text": ""},
        }
        annotations.append(
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": top,
                "yref": "paper",
                "yanchor": "top",
                "showarrow": False,
                "font": {"color": SOFT},
                "text": narrow_label(name, LONGEST),
            }
        )
    layout["annotations"] = annotations
    return {"data": traces, "layout": layout}
