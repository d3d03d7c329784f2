"""How the share of positives moves over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bigmodel.figures.labels import escape_label
from bigmodel.figures.palette import POSITIVE, POSITIVE_BAND
from bigmodel.figures.per_cent import AXIS, hover, per_cent
from bigmodel.spec import Figure, Words
from bigmodel.spec.numbers import share

HEIGHT = 240


def rate_over_time(
    start: Sequence[str],
    positives: Sequence[int],
    cases: Sequence[int],
    bounds: Sequence[tuple[float, float]],
    *,
    words: Words,
    step: str = "day",
) -> Figure:
    """Share of positives per step of time as a line in a band of its 95 % intervals.

    Args:
        start: First day of each step as ISO text.
        positives: Positives of each step.
        cases: Cases of each step, at least 1.
        bounds: 95 % bounds of each share.
        words: The template's words.
        step: Length of a step in words.
    """
    title = f"{words.positive.capitalize()} over time"
    layout: dict[str, Any] = {
        "xaxis": {
            "title": {"text": step if step == "day" else f"start of the {step}"},
            "type": "date",
            "nticks": max(1, min(6, len(start))),
            "showgrid": False,
        },
        "yaxis": {"title": {"text": f"share of {escape_label(words.positives)}"}, **AXIS},
        "margin": {"t": 8},
        "showlegend": False,
    }
    if not start:
        return Figure(title, {"data": [], "layout": layout}, "No case has a time.", HEIGHT)
    rates = [hits / count for hits, count in zip(positives, cases, strict=True)]
    # The band of a step with few cases may reach far up; the line is what has to be read.
    layout["yaxis"]["range"] = per_cent([0, min(1.0, 1.6 * max(*rates, 1e-4))])
    edge = {"type": "scatter", "mode": "lines", "x": list(start), "line": {"width": 0, "color": POSITIVE}}
    data = [
        {**edge, "y": per_cent(high for _, high in bounds), "hoverinfo": "skip"},
        {
            **edge,
            "y": per_cent(low for low, _ in bounds),
            "hoverinfo": "skip",
            "fill": "tonexty",
            "fillcolor": POSITIVE_BAND,
        },
        {
            "type": "scatter",
            "mode": "lines+markers" if len(start) <= 40 else "lines",
            "x": list(start),
            "y": per_cent(rates),
            "line": {"color": POSITIVE, "width": 2},
            "marker": {"color": POSITIVE, "size": 5},
            "customdata": [list(pair) for pair in zip(positives, cases, strict=True)],
            "hovertemplate": f"%{{x}}: {hover('y')} (%{{customdata[0]:,}} of %{{customdata[1]:,}})<extra></extra>",
        },
    ]
    alt = f"Per {step} between {share(min(rates))} and {share(max(rates))} of {words.cases} are {words.called}, "
    return Figure(title, {"data": data, "layout": layout}, f"{alt}from {start[0]} to {start[-1]}.", HEIGHT)
