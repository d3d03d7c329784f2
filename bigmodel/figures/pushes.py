"""How columns carry one case's score from the average to where it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bigmodel.figures.labels import above_bar, escape_label, narrow_label
from bigmodel.figures.palette import GRID, INK, NEGATIVE, POSITIVE, SOFT, TRAINING
from bigmodel.spec import Figure
from bigmodel.spec.numbers import MINUS, number

LONGEST = 40
"""Letters above a bar."""
ROOM = 0.06
"""Free space at either end of the axis, as a share of what is shown."""

Push = tuple[str, float]
"""What pushes (``"amount: 512"``), and by how much."""


def pushes_figure(pushes: Sequence[Push], base: float, reached: float, positive: bool, base_name: str) -> Figure:
    """Bars that begin where the one above ends, from the average score to the case's.

    Args:
        pushes: In the order of the picture; with the average they add up to the score.
        base: The average score.
        reached: The case's score.
        positive: Whether the score is that of the positive class: pushes towards it are red, else blue.
        base_name: What the average is called, in a few words.
    """
    starts = [base]
    for _, push in pushes:
        starts.append(starts[-1] + push)
    towards = POSITIVE if positive else TRAINING
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(pushes))),
        "base": starts[:-1],
        "x": [push for _, push in pushes],
        "width": 0.36,
        "marker": {"color": [towards if push > 0 else NEGATIVE for _, push in pushes]},
        "hoverinfo": "text",
        "hovertext": [
            f"{escape_label(name, 80)}: {signed(push)}, from {number(start)} to {number(start + push)}"
            for (name, push), start in zip(pushes, starts, strict=False)
        ],
        "showlegend": False,
    }
    last = len(pushes) - 1
    marks = [
        _mark(base, (-0.3, 0.3), f"{escape_label(base_name)}: {number(base)}", SOFT, "dot"),
        _mark(reached, (last - 0.3, last + 0.3), f"this score: {number(reached)}", INK, "solid"),
    ]
    least, most = min(starts), max(starts)
    room = ROOM * max(most - least, 1e-3)
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": "score"}, "range": [least - room, most + room], "nticks": 6},
        "yaxis": {"title": {"text": ""}, "showticklabels": False, "range": [last + 0.5, -0.9], "showgrid": False},
        "shapes": [_joint(at, place) for place, at in enumerate(starts[1:-1])],
        "annotations": [
            above_bar(place, f"{narrow_label(name, LONGEST)}  <b>{signed(push)}</b>")
            for place, (name, push) in enumerate(pushes)
        ],
        "margin": {"l": 4, "t": 30},
    }
    told = "; ".join(f"{name} {signed(push)}" for name, push in pushes)
    alt = f"From {base_name}, {number(base)}, to the score, {number(reached)}. {told}."
    return Figure("", {"data": [bars, *marks], "layout": layout}, alt, 102 + 44 * len(pushes))


def signed(push: float) -> str:
    """A push with its sign: ``+0.21``, ``−0.004``; three decimals where two would say nothing."""
    size = abs(push)
    text = f"{size:.2f}" if size >= 0.0995 else f"{size:.3f}"
    if float(text) == 0:
        return "0.000"
    return f"{'+' if push > 0 else MINUS}{text}"


def _mark(at: float, span: tuple[float, float], name: str, colour: str, dash: str) -> dict[str, Any]:
    """A short upright line where the bars begin or end, named in the legend."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [at, at],
        "y": list(span),
        "line": {"color": colour, "width": 3, "dash": dash},
        "hoverinfo": "name",
    }


def _joint(at: float, place: int) -> dict[str, Any]:
    """A faint line from the end of a bar to the beginning of the next."""
    line = {"color": GRID, "width": 1}
    return {"type": "line", "x0": at, "x1": at, "y0": place + 0.18, "y1": place + 0.82, "layer": "below", "line": line}
