"""One window of a signal: in time, by frequency, and both at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.figures.labels import escape_label
from bigmodel.figures.palette import FAINT, FULL, NEGATIVE, POSITIVE, SOFT, TRAINING
from bigmodel.spec import Figure
from bigmodel.spec.numbers import number

MOST_POINTS = 1500
HARMONICS = 3
HEIGHT = 260


def waveform_figure(values: NDArray[Any], rate: float, before: NDArray[Any] | None = None) -> Figure:
    """The signal over time.

    Args:
        values: float (window,).
        rate: Samples a second.
        before: What it was before it was changed, float (window,); None where it is as it was.
    """
    time = np.arange(len(values)) * 1000 / rate
    alt = (
        f"{number(len(values) * 1000 / rate)} ms of the signal, from {number(values.min())} to {number(values.max())}."
    )
    figure = _lines(time, values, "time (ms)", "signal", highest=False)
    if before is not None:
        alt += f" Before it was changed, from {number(before.min())} to {number(before.max())}."
        figure = _with_before(figure, time, before, highest=False)
    return Figure("Waveform", figure, alt, HEIGHT)


def spectrum_figure(
    frequency: NDArray[np.float64],
    size: NDArray[np.float64],
    marks: Mapping[str, float] | None = None,
    title: str = "Spectrum",
    before: NDArray[np.float64] | None = None,
) -> Figure:
    """Amplitude by frequency; dashed lines where faults would show, each with the beginning of its harmonics.

    Args:
        frequency: Hz, float64 (m,).
        size: Amplitudes, float64 (m,).
        marks: Name to frequency in Hz.
        title: The heading.
        before: Amplitudes before the signal was changed, float64 (m,); None where it is as it was.
    """
    figure = _lines(frequency, size, "frequency (Hz)", "amplitude", highest=True)
    if before is not None:
        figure = _with_before(figure, frequency, before, highest=True)
    last = float(frequency[-1])
    shapes, notes = [], []
    for place, (name, first) in enumerate((marks or {}).items()):
        for harmonic in range(1, HARMONICS + 1):
            if 0 < first * harmonic <= last:
                shapes.append(_mark(first * harmonic, first_of=harmonic == 1))
        if 0 < first <= last:
            # Names stand on steps, for the frequencies of one bearing can lie close together.
            notes.append(_note(name, first, place))
    figure["layout"].update(shapes=shapes, annotations=notes)
    if notes:  # they need the place of the legend
        figure["layout"].update(margin={"t": 16 + 16 * len(notes)}, showlegend=False)
    best = int(np.argmax(size)) if len(size) else 0
    alt = f"{title}: the highest line stands at {number(frequency[best])} Hz."
    if marks:
        told = ", ".join(f"{name} {number(value)} Hz" for name, value in marks.items())
        alt += f" Marked are {told} and their harmonics."
    if before is not None:
        alt += f" Before the signal was changed, that was {number(frequency[int(np.argmax(before))])} Hz."
    return Figure(title, figure, alt, HEIGHT + 16 * len(notes))


def spectrogram_figure(time: NDArray[np.float64], frequency: NDArray[np.float64], level: NDArray[np.float64]) -> Figure:
    """Level by time (across) and frequency (up).

    Args:
        time: Milliseconds, float64 (t,).
        frequency: Hz, float64 (f,).
        level: Decibels below the highest, float64 (f, t).
    """
    trace = {
        "type": "heatmap",
        "x": [round(float(each), 3) for each in time],
        "y": [round(float(each), 1) for each in frequency],
        "z": level.round(1).tolist(),
        "colorscale": [[0, FAINT], [0.5, FULL], [1, TRAINING]],
        "colorbar": {"title": {"text": "dB"}, "thickness": 10},
        "hovertemplate": "%{x} ms, %{y} Hz: %{z} dB<extra></extra>",
    }
    layout = {
        "xaxis": {"title": {"text": "time (ms)"}, "showgrid": False},
        "yaxis": {"title": {"text": "frequency (Hz)"}, "showgrid": False},
    }
    loudest = frequency[int(np.argmax(level.mean(axis=1)))]
    alt = f"Level by time and frequency; the loudest frequency over the whole window is {number(loudest)} Hz."
    return Figure("Spectrogram", {"data": [trace], "layout": layout}, alt, HEIGHT)


def thin(x: NDArray[Any], y: NDArray[Any], *, highest: bool) -> tuple[list[float], list[float]]:
    """At most ``MOST_POINTS`` points; of neighbours the highest, to lose no line of a spectrum, or the first."""
    step = -(-len(x) // MOST_POINTS)
    if step <= 1:
        return _plain(x), _plain(y)
    if not highest:
        return _plain(x[::step]), _plain(y[::step])
    starts = np.arange(0, len(x), step)
    return _plain(x[starts]), _plain(np.maximum.reduceat(y, starts))


def _plain(values: NDArray[Any]) -> list[float]:
    return [float(f"{value:.5g}") for value in values]


def _lines(x: NDArray[Any], y: NDArray[Any], across: str, up: str, *, highest: bool) -> dict[str, Any]:
    shown_x, shown_y = thin(x, y, highest=highest)
    trace = {
        "type": "scatter",
        "mode": "lines",
        "x": shown_x,
        "y": shown_y,
        "line": {"color": TRAINING, "width": 1},
        "showlegend": False,
    }
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": across}, "showgrid": False},
        "yaxis": {"title": {"text": up}, "nticks": 4},
        "margin": {"t": 12},
    }
    return {"data": [trace], "layout": layout}


def _with_before(figure: dict[str, Any], x: NDArray[Any], before: NDArray[Any], *, highest: bool) -> dict[str, Any]:
    """The same figure over what was before."""
    shown_x, shown_y = thin(x, before, highest=highest)
    (after,) = figure["data"]
    line = {"color": NEGATIVE, "width": 1, "dash": "dot"}
    under = {**after, "name": "before", "x": shown_x, "y": shown_y, "line": line, "showlegend": True}
    layout = {**figure["layout"], "margin": {"t": 36}}
    return {"data": [under, {**after, "name": "changed", "showlegend": True}], "layout": layout}


def _mark(frequency: float, *, first_of: bool) -> dict[str, Any]:
    line = {
        "color": POSITIVE if first_of else SOFT,
        "width": 1.5 if first_of else 1,
        "dash": "dash" if first_of else "dot",
    }
    return {
        "type": "line",
        "x0": frequency,
        "x1": frequency,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "layer": "below",
        "line": line,
    }


def _note(name: str, frequency: float, place: int) -> dict[str, Any]:
    return {
        "x": frequency,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 16 * place,
        "showarrow": False,
        "font": {"color": POSITIVE, "size": 11},
        "text": escape_label(f"{name} {number(frequency)} Hz"),
    }
