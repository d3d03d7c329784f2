"""What each past item does for the score of a suggested one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bigmodel.figures.labels import LONGEST, escape_label, narrow_label
from bigmodel.figures.palette import INK, NEGATIVE
from bigmodel.spec import Figure
from bigmodel.spec.numbers import number

SHOWN = 12
"""Bars at most: those that reach furthest."""


def falls_without(names: Sequence[str], falls: Sequence[float], item: str) -> Figure:
    """A bar for each past item: how far the score falls without it, those against the item in grey and hatched.

    Args:
        names: The past items.
        falls: By how much the score falls without each; below 0 it rises.
        item: The item in question.
    """
    furthest = sorted(range(len(falls)), key=lambda place: -abs(falls[place]))[:SHOWN]
    shown = sorted(furthest, key=lambda place: falls[place])
    speaks = [falls[place] >= 0 for place in shown]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            # Rows by number: items of the same shortened name would fall into one bar.
            "y": list(range(len(shown))),
            "x": [falls[place] for place in shown],
            "marker": {
                "color": [INK if each else NEGATIVE for each in speaks],
                "pattern": {"shape": ["" if each else "/" for each in speaks]},
            },
            "customdata": [escape_label(names[place], 60) for place in shown],
            "hovertemplate": "%{customdata}<br>%{x:.3f}<extra></extra>",
        }
    ]
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": "score falls by, without it"}, "zeroline": True},
        "yaxis": {
            "tickvals": list(range(len(shown))),
            "ticktext": [narrow_label(names[place], LONGEST) for place in shown],
            "showgrid": False,
            "automargin": True,
        },
        "showlegend": False,
        "margin": {"t": 8},
    }
    told = "; ".join(f"{names[place]} {number(falls[place])}" for place in shown[::-1])
    alt = f"By how much the score of {item} falls without each past item. {told}."
    height = 120 + 24 * len(shown)
    return Figure("What each one carries", {"data": data, "layout": layout}, alt, max(220, height))
