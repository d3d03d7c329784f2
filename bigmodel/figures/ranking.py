"""How often the right item is among the suggestions: by the length of the list, and by how active somebody is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.figures.labels import escape_label
from bigmodel.figures.palette import INK, NEGATIVE, SOFT
from bigmodel.figures.per_cent import AXIS, hover, per_cent
from bigmodel.spec import Figure, Words
from bigmodel.spec.numbers import share

LOOKS = ((INK, "solid", ""), (NEGATIVE, "dot", "."), (NEGATIVE, "dash", "/"), (NEGATIVE, "dashdot", "x"))
"""Colour, dash and filling: the model in ink, the baselines in grey and told apart by dash and filling."""


def hits_by_length(curves: Mapping[str, Sequence[float]], k: int, words: Words) -> Figure:
    """Hit rate by the length of the list, a line for each model.

    Args:
        curves: Name of a model to its hit rate with 1, 2, ... suggestions, the model itself first.
        k: The length that is looked at, marked by a line.
        words: The template's words.
    """
    data = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": list(range(1, len(rates) + 1)),
            "y": per_cent(rates),
            "line": {"color": LOOKS[place % len(LOOKS)][0], "dash": LOOKS[place % len(LOOKS)][1], "width": 2},
            "hovertemplate": hover("y"),
        }
        for place, (name, rates) in enumerate(curves.items())
    ]
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": "suggestions shown"}, "showgrid": False},
        "yaxis": {"title": {"text": f"{escape_label(words.cases)} who find it"}, **AXIS, "rangemode": "tozero"},
        "hovermode": "x unified",
        "shapes": [
            {
                "type": "line",
                "x0": k,
                "x1": k,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": SOFT, "width": 1, "dash": "dot"},
            }
        ],
    }
    told = "; ".join(f"{name} {share(rates[k - 1])}" for name, rates in curves.items() if len(rates) >= k)
    alt = f"Share of {words.cases} whose next choice is in the list, by its length. With {k}: {told}."
    return Figure("Found, by length of the list", {"data": data, "layout": layout}, alt)


def hits_by_activity(groups: Sequence[Mapping[str, Any]], titles: Mapping[str, str], words: Words) -> Figure:
    """Hit rate within ten from the coldest to the most active quarter, bars beside each other.

    Args:
        groups: What ``evaluation.ranking.by_length`` returns.
        titles: Name of a model to its title.
        words: The template's words.
    """
    names = list(groups[0]["hit_rate"]) if groups else []
    spans = [
        f"{group['low']:,}" if group["low"] == group["high"] else f"{group['low']:,} to {group['high']:,}"
        for group in groups
    ]
    data = [
        {
            "type": "bar",
            "name": titles.get(name, name),
            "x": spans,
            "y": per_cent(group["hit_rate"][name] for group in groups),
            "marker": {
                "color": LOOKS[place % len(LOOKS)][0],
                "pattern": {"shape": LOOKS[place % len(LOOKS)][2], "fillmode": "replace" if place else "overlay"},
            },
            "hovertemplate": hover("y"),
        }
        for place, name in enumerate(names)
    ]
    layout = {
        "xaxis": {"title": {"text": "items in the history"}, "type": "category", "showgrid": False},
        "yaxis": {"title": {"text": "found among ten"}, **AXIS, "rangemode": "tozero"},
        "barmode": "group",
    }
    told = "; ".join(
        f"{span} items: {share(group['hit_rate'][names[0]])}" for span, group in zip(spans, groups, strict=True)
    )
    alt = f"Share of {words.cases} whose next choice is among ten, by the length of their history. {told}."
    return Figure("Few or many choices so far", {"data": data, "layout": layout}, alt)
