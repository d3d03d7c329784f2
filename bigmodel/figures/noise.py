"""How an answer changes as noise is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.figures.labels import escape_label
from bigmodel.figures.palette import INK, NEGATIVE, TRAINING
from bigmodel.figures.per_cent import AXIS, per_cent
from bigmodel.spec import Figure
from bigmodel.spec.numbers import number, share

HEIGHT = 300
LONGEST = 24
LABEL = {"showarrow": False, "font": {"color": INK, "size": 11}, "yref": "paper"}


def along_noise_figure(
    levels: NDArray[np.float64], lines: Mapping[str, NDArray[np.floating]], flip: float | None, here: float
) -> Figure:
    """Probability of classes by strength of the noise; where the answer flips, and where the page stands.

    Args:
        levels: Noise as a share of the window's own strength, (m,).
        lines: Class to its probability, (m,); the first is what is named without noise.
        flip: The least noise with another answer, None where there is none.
        here: The noise that is chosen.
    """
    styles = [(TRAINING, "solid"), (NEGATIVE, "dash")]
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": escape_label(name, LONGEST),
            "x": levels.tolist(),
            "y": per_cent(values),
            "line": {"color": colour, "width": 2, "dash": dash},
        }
        for (name, values), (colour, dash) in zip(lines.items(), styles, strict=False)
    ]
    shapes, notes = [_mark(here, "dot")], [{**LABEL, **_beside(here, levels), "y": 0, "text": "here"}]
    if flip is not None:
        shapes.append(_mark(flip, "dash"))
        notes.append({**LABEL, **_beside(flip, levels), "y": 1, "text": f"flips at {number(flip)}"})
    first = next(iter(lines))
    values = lines[first]
    ends = f"from {share(float(values[0]))} without noise to {share(float(values[-1]))} at {number(float(levels[-1]))}"
    said = f"another class is named from noise of {number(flip)} on" if flip is not None else "the answer never flips"
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": "noise (times the window's own strength)"}, "showgrid": False},
        "yaxis": {"title": {"text": "probability"}, **AXIS, "range": [-2, 102]},
        "shapes": shapes,
        "annotations": notes,
    }
    title = "How much noise the answer bears"
    return Figure(title, {"data": traces, "layout": layout}, f"Probability of {first} {ends}; {said}.", HEIGHT)


def right_by_noise_figure(
    levels: Sequence[float], right: Sequence[float], bounds: Sequence[tuple[float, float]], cases: str, here: float
) -> Figure:
    """Share of cases named right by strength of the noise, with 95 % intervals.

    Args:
        levels: Noise as a share of each case's own strength.
        right: Share named right at each level.
        bounds: Its 95 % bounds.
        cases: What is counted.
        here: The noise that is chosen.
    """
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(levels),
        "y": per_cent(right),
        "line": {"color": TRAINING, "width": 2},
        "marker": {"color": TRAINING, "size": 7, "symbol": "diamond"},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": per_cent(high - value for value, (_, high) in zip(right, bounds, strict=True)),
            "arrayminus": per_cent(value - low for value, (low, _) in zip(right, bounds, strict=True)),
            "color": TRAINING,
            "thickness": 1,
        },
        "showlegend": False,
    }
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": "noise (times each window's own strength)"}, "showgrid": False},
        "yaxis": {"title": {"text": f"{escape_label(cases)} named right"}, **AXIS, "range": [0, 102]},
        "shapes": [_mark(here, "dot")],
        "annotations": [{**LABEL, **_beside(here, np.asarray(levels)), "y": 0, "text": "here"}],
        "margin": {"t": 12},
    }
    told = ", ".join(f"{share(value)} at {number(level)}" for level, value in zip(levels, right, strict=True))
    alt = f"Share of {cases} named right by noise: {told}."
    return Figure("How much noise the model bears", {"data": [trace], "layout": layout}, alt, HEIGHT)


def _mark(at: float, dash: str) -> dict[str, Any]:
    line = {"color": INK, "width": 1.5, "dash": dash}
    return {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _beside(at: float, levels: NDArray[np.float64]) -> dict[str, Any]:
    """Place of a label beside its line: left of it in the right half."""
    right = at > float(levels.mean())
    return {"x": at, "xanchor": "right" if right else "left", "xshift": -4 if right else 4, "yanchor": "bottom"}
