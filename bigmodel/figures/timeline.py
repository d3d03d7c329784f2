"""The score of one machine, window by window, with the line from which an alarm is raised."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.figures.palette import INK, NEGATIVE, POSITIVE, POSITIVE_BAND
from bigmodel.spec import Figure
from bigmodel.spec.numbers import count
from bigmodel.spec.numbers import score as as_score


def timeline_figure(
    score: NDArray[np.floating], faulty: NDArray[np.bool_], alarm: float, name: str, time: NDArray[Any] | None = None
) -> Figure:
    """Scores in order, those of faulty windows in another colour and mark, over a ground that shows the fault.

    Args:
        score: Probability of a fault, (n,).
        faulty: Whether the machine had a fault then, bool (n,).
        alarm: The score from which an alarm is raised.
        name: The machine's name, for the text.
        time: When each window was recorded, datetime64 (n,); None counts windows.
    """
    x: list[Any] = list(range(1, len(score) + 1)) if time is None else [str(each)[:19] for each in time]
    traces = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": label,
            "x": [x[place] for place in np.flatnonzero(mask)],
            "y": score[mask].astype(float).round(4).tolist(),
            "marker": {"color": colour, "symbol": symbol, "size": 6},
        }
        for label, mask, colour, symbol in (
            ("healthy", ~faulty, NEGATIVE, "circle"),
            ("faulty", faulty, POSITIVE, "diamond"),
        )
        if mask.any()
    ]
    shapes: list[dict[str, Any]] = [
        {
            "type": "rect",
            "x0": x[first],
            "x1": x[last],
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "layer": "below",
            "line": {"width": 0},
            "fillcolor": POSITIVE_BAND,
        }
        for first, last in spells(faulty)
    ]
    shapes.append(
        {
            "type": "line",
            "x0": 0,
            "x1": 1,
            "xref": "paper",
            "y0": alarm,
            "y1": alarm,
            "line": {"color": INK, "width": 1.5, "dash": "dash"},
        }
    )
    layout = {
        "xaxis": {"title": {"text": "window" if time is None else "time"}, "showgrid": False},
        "yaxis": {"title": {"text": "fault score"}, "range": [-0.03, 1.03]},
        "shapes": shapes,
        "annotations": [
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": alarm,
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"color": INK},
                "text": f"alarm from {as_score(alarm)}",
            }
        ],
    }
    above = int((score >= alarm).sum())
    alt = (
        f"Fault score of {name} over {count(len(score))} windows, {count(int(faulty.sum()))} of them faulty; "
        f"{count(above)} reach the alarm line at {as_score(alarm)}."
    )
    return Figure("Fault score, window by window", {"data": traces, "layout": layout}, alt, 300)


def spells(faulty: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last position of each unbroken run of faulty windows."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], faulty.astype(np.int8), [0]])))
    return [(int(first), int(after) - 1) for first, after in zip(edges[::2], edges[1::2], strict=True)]
