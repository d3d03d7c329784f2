"""How many cases each class has."""

from __future__ import annotations

from collections.abc import Mapping

from bigmodel.figures.labels import LONGEST, escape_label
from bigmodel.figures.palette import NEGATIVE, POSITIVE, TRAINING
from bigmodel.spec import Figure
from bigmodel.spec.numbers import count, share

MOST = 30


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
        "text": [f"{count(number)} · {share(number / total)}" for number in numbers],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": [colour for _, _, colour in bars]},
        "hoverinfo": "text",
        "hovertext": [f"{escape_label(name, 60)}: {count(number)}" for name, number, _ in bars],
        "showlegend": False,
    }
    layout = {
        "xaxis": {"title": {"text": escape_label(cases)}, "range": [0, 1.3 * max(numbers, default=1)]},
        "yaxis": {
            "title": {"text": "class"},
            "tickvals": list(range(len(bars))),
            "ticktext": [escape_label(name, LONGEST) for name, _, _ in bars],
            "autorange": "reversed",
            "showgrid": False,
        },
        "margin": {"t": 8},
    }
    told = ", ".join(f"{name} {count(number)} ({share(number / total)})" for name, number, _ in bars[:10])
    return Figure(
        "Class balance", {"data": [trace], "layout": layout}, f"{count(total)} {cases}: {told}.", 110 + 26 * len(bars)
    )


def _colour(name: str, positive: str | None) -> str:
    if positive is None:
        return TRAINING
    return POSITIVE if name == positive else NEGATIVE
