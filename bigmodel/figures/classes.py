"""How many cases each class has."""

from __future__ import annotations

from collections.abc import Mapping

from bigmodel.figures.labels import above_bar, escape_label, narrow_label
from bigmodel.figures.palette import NEGATIVE, POSITIVE, TRAINING
from bigmodel.spec import Figure
from bigmodel.spec.numbers import count, share

MOST = 30
LONGEST = 20
"""Letters of a class name."""


def class_balance(counts: Mapping[str, int], positive: str | None = None, cases: str = "cases") -> Figure:
    """Bars of the number of cases a class, with count and share written out.

    Args:
        counts: Class name to number of cases; beyond 30 classes the smallest become one bar.
        positive: The positive class, drawn red; None for more than two classes.
        cases: What is counted, for the axis.
    """
    total = max(1, sum(counts.values()))
    ranked = sorted(counts.items(), key=lambda item: -item[1]) if len(counts) > 2 else list(counts.items())
    shown = ranked if len(ranked) <= MOST else ranked[: MOST - 1]
    rest = ranked[len(shown) :]
    bars = [(name, number, _colour(name, positive)) for name, number in shown]
    if rest:
        bars.append((f"{len(rest)} more classes", sum(number for _, number in rest), NEGATIVE))
    numbers = [number for _, number, _ in bars]
    trace = {
        "type": "bar",
        "orientation": "h",
        # Places instead of names on the axis: two names can be alike once they are shortened.
        "y": list(range(len(bars))),
        "x": numbers,
        "width": 0.36,
        "marker": {"color": [colour for _, _, colour in bars]},
        "hoverinfo": "text",
        "hovertext": [f"{escape_label(name, 60)}: {count(number)}" for name, number, _ in bars],
        "showlegend": False,
    }
    layout = {
        "xaxis": {"title": {"text": escape_label(cases)}, "rangemode": "tozero", "nticks": 4},
        "yaxis": {
            "title": {"text": ""},
            "showticklabels": False,
            "range": [len(bars) - 0.6, -0.8],
            "showgrid": False,
        },
        "annotations": [
            above_bar(place, f"{narrow_label(name, LONGEST)}  {count(number)} · {share(number / total)}")
            for place, (name, number, _) in enumerate(bars)
        ],
        "margin": {"l": 4, "t": 4},
    }
    told = ", ".join(f"{name} {count(number)} ({share(number / total)})" for name, number, _ in bars[:10])
    return Figure(
        "Class balance", {"data": [trace], "layout": layout}, f"{count(total)} {cases}: {told}.", 90 + 38 * len(bars)
    )


def _colour(name: str, positive: str | None) -> str:
    if positive is None:
        return TRAINING
    return POSITIVE if name == positive else NEGATIVE
