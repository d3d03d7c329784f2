"""How something was spread before, and how it is now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.figures.labels import above_bar, escape_label, narrow_label
from bigmodel.figures.palette import INK, NEGATIVE, VALIDATION
from bigmodel.figures.per_cent import AXIS, hover, per_cent
from bigmodel.spec import Figure
from bigmodel.spec.numbers import number, share

HEIGHT = 280
BINS = 40
LONGEST, LONG = 18, 44
"""Letters of a name below a bar, and of one above a lying bar."""


def scores_then_and_now(
    before: NDArray[np.float32],
    after: NDArray[np.float32],
    names: tuple[str, str],
    threshold: float | None,
    flagged: str,
) -> Figure:
    """Shares of cases by score as two stepped lines, with the threshold marked.

    Args:
        before: Scores before, between 0 and 1, (n,).
        after: Scores now, (m,).
        names: What the lines are called.
        threshold: The score from which cases are flagged.
        flagged: The template's word for that.
    """
    edges = np.linspace(0.0, 1.0, BINS + 1).round(3).tolist()
    then, now = ((np.histogram(side, edges)[0] / max(1, len(side))).tolist() for side in (before, after))
    looks: tuple[dict[str, Any], dict[str, Any]] = (
        {"color": NEGATIVE, "width": 2, "dash": "dash"},
        {"color": VALIDATION, "width": 2},
    )
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": escape_label(name),
            "x": list(edges),
            # The last bin is drawn to its end. A logarithm knows no 0: the line breaks where no case is.
            "y": [value or None for value in per_cent((*shares, shares[-1]))],
            "line": {**look, "shape": "hv"},
            "hovertemplate": f"score from %{{x:.2f}}: {hover('y')}<extra></extra>",
        }
        for name, shares, look in zip(names, (then, now), looks, strict=True)
    ]
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": "score"}, "range": [edges[0], edges[-1]]},
        "yaxis": {"title": {"text": "share of cases (steps of ten)"}, **AXIS, "type": "log", "dtick": 1},
    }
    alt = "Share of cases by score."
    if threshold is not None and edges[0] <= threshold <= edges[-1]:
        layout["shapes"] = [
            {
                "type": "line",
                "x0": threshold,
                "x1": threshold,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": INK, "width": 1.5, "dash": "dot"},
            }
        ]
        layout["annotations"] = [
            {
                "x": threshold,
                "yref": "paper",
                "y": 1,
                "xanchor": "left" if threshold < (edges[0] + edges[-1]) / 2 else "right",
                "yanchor": "top",
                "showarrow": False,
                "text": f" {escape_label(flagged)} from {number(threshold)} ",
            }
        ]
        alt += f" Cases are {flagged} from {number(threshold)} on."
    return Figure("Scores", {"data": data, "layout": layout}, alt, HEIGHT)


def shares_then_and_now(
    labels: Sequence[str], then: Sequence[float], now: Sequence[float], names: tuple[str, str], *, title: str, axis: str
) -> Figure:
    """Shares of cases by value as bars beside each other.

    Args:
        labels: A name for each value or range of values.
        then: Share of the cases with each before.
        now: The same after.
        names: What the bars are called.
        title: The heading.
        axis: What the values are.
    """
    data = [
        {
            "type": "bar",
            "name": escape_label(name),
            "x": list(range(len(labels))),
            "y": per_cent(shares),
            "marker": {"color": colour},
            "hovertext": [
                f"{escape_label(label, 60)}: {share(each)}" for label, each in zip(labels, shares, strict=True)
            ],
            "hoverinfo": "text",
        }
        for name, shares, colour in zip(names, (then, now), (NEGATIVE, VALIDATION), strict=True)
    ]
    layout = {
        "barmode": "group",
        "bargap": 0.25,
        "xaxis": {
            # Below the names, however long: without a distance of its own it would stand among them.
            "title": {"text": escape_label(axis, 40), "standoff": 8},
            "tickvals": list(range(len(labels))),
            "ticktext": [narrow_label(label, LONGEST) for label in labels],
            "tickangle": -40,
            "showgrid": False,
        },
        "yaxis": {"title": {"text": "share of cases"}, **AXIS, "rangemode": "tozero"},
    }
    moves = [(abs(after - before), place) for place, (before, after) in enumerate(zip(then, now, strict=True))]
    _, most = max(moves)
    alt = f"Most moved is {labels[most]}: {share(then[most])} before, {share(now[most])} now."
    return Figure(title, {"data": data, "layout": layout}, alt, HEIGHT)


def names_then_and_now(
    names: Sequence[str], then: Sequence[float], now: Sequence[float], sides: tuple[str, str], *, title: str, of: str
) -> Figure:
    """Shares by name as lying bars, with room for long names.

    Args:
        names: What has shares, at least one, in the order from the top.
        then: The share of each before.
        now: The same after.
        sides: What the bars are called.
        title: The heading.
        of: What the shares are of.
    """
    looks = zip(sides, (then, now), (NEGATIVE, VALIDATION), (-0.09, 0.09), strict=True)
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": escape_label(side),
            "x": per_cent(values),
            "y": [place + shift for place in range(len(names))],
            "width": 0.18,
            "marker": {"color": colour},
            "hoverinfo": "text",
            "hovertext": [f"{escape_label(name, 80)}: {share(each)}" for name, each in zip(names, values, strict=True)],
        }
        for side, values, colour, shift in looks
    ]
    told = [
        f"{name}: {share(after)}, was {share(before)}" for name, before, after in zip(names, then, now, strict=True)
    ]
    layout: dict[str, Any] = {
        "barmode": "overlay",
        "xaxis": {"title": {"text": f"share of {of}"}, **AXIS, "rangemode": "tozero"},
        "yaxis": {"title": {"text": ""}, "showticklabels": False, "range": [len(names) - 0.6, -0.8], "showgrid": False},
        "annotations": [above_bar(place, narrow_label(name, LONG)) for place, name in enumerate(names)],
        "margin": {"l": 4},
    }
    alt = f"{title}. {'; '.join(told)}."
    return Figure(title, {"data": data, "layout": layout}, alt, 80 + 40 * len(names))
