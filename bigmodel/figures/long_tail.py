"""How unevenly choices fall on items, and how much users have chosen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.figures.palette import FAINT, NEGATIVE, TRAINING
from bigmodel.figures.per_cent import AXIS, hover, per_cent
from bigmodel.spec import Figure
from bigmodel.spec.numbers import count, share

HEIGHT = 240
POINTS = 200
STEPS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
"""Lower ends of the bars of activity."""


def long_tail(events: NDArray[np.int64]) -> Figure:
    """Share of all events that falls on the most chosen items (a Lorenz curve from the top).

    Args:
        events: int64 (items,), events of each item.
    """
    title = "Long tail"
    ordered = np.sort(events)[::-1]
    total = max(1, int(ordered.sum()))
    shares = np.concatenate([[0.0], np.cumsum(ordered) / total])
    places = np.unique(np.linspace(0, len(ordered), min(POINTS, len(ordered) + 1)).astype(int))
    x = places / max(1, len(ordered))
    fifth = float(shares[max(1, round(0.2 * len(ordered)))]) if len(ordered) else 0.0
    even = {
        "type": "scatter",
        "mode": "lines",
        "x": [0, 100],
        "y": [0, 100],
        "line": {"color": NEGATIVE, "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
    }
    curve = {
        "type": "scatter",
        "mode": "lines",
        "x": per_cent(x),
        "y": per_cent(shares[places]),
        "line": {"color": TRAINING, "width": 2},
        "fill": "tozeroy",
        "fillcolor": FAINT,
        "hovertemplate": f"{hover('x')} of the items: {hover('y')} of the events<extra></extra>",
    }
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": "share of items, most chosen first"}, **AXIS, "range": [0, 102], "showgrid": False},
        "yaxis": {"title": {"text": "share of events"}, **AXIS, "range": [0, 102]},
        "margin": {"t": 8},
        "showlegend": False,
    }
    alt = f"The most chosen fifth of {count(len(ordered))} items has {share(fifth)} of the events."
    return Figure(title, {"data": [even, curve], "layout": layout}, alt, HEIGHT)


def activity(events: NDArray[np.int64], users: str = "users") -> Figure:
    """How many users have how many events.

    Args:
        events: int64 (users,), events of each user.
        users: The plural of what a user is called.
    """
    edges = np.array([*(step for step in STEPS if not len(events) or step <= events.max()), np.inf])
    heights = np.histogram(events, edges)[0] if len(edges) > 1 else np.zeros(0, int)
    names = [_span(int(low), high) for low, high in pairwise(edges.tolist())]
    first = next((place for place, height in enumerate(heights) if height), 0)
    bars = {
        "type": "bar",
        "x": names[first:],
        "y": heights[first:].tolist(),
        "marker": {"color": TRAINING},
        "hovertemplate": "%{x} events: %{y:,}<extra></extra>",
    }
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": "events"}, "type": "category", "showgrid": False},
        "yaxis": {"title": {"text": users}},
        "margin": {"t": 8},
        "showlegend": False,
    }
    middle = float(np.median(events)) if len(events) else 0.0
    alt = f"Half of {count(len(events))} {users} have {middle:.0f} events or fewer."
    return Figure("Activity", {"data": [bars], "layout": layout}, alt, HEIGHT)


def events_over_time(start: Sequence[str], events: Sequence[int], step: str) -> Figure:
    """Events in each step of time.

    Args:
        start: First day of each step as ISO text.
        events: Events in each step.
        step: Length of a step in words: ``day``, ``week`` or ``month``.
    """
    bars = {
        "type": "bar",
        "x": list(start),
        "y": list(events),
        "marker": {"color": TRAINING},
        "hovertemplate": "%{x}: %{y:,}<extra></extra>",
    }
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": f"start of the {step}"}, "type": "date", "nticks": 6, "showgrid": False},
        "yaxis": {"title": {"text": f"events a {step}"}},
        "margin": {"t": 8},
        "showlegend": False,
    }
    alt = (
        f"Between {count(min(events))} and {count(max(events))} events a {step}, from {start[0]} to {start[-1]}."
        if start
        else "No event has a time."
    )
    return Figure("Events over time", {"data": [bars], "layout": layout}, alt, HEIGHT)


def _span(low: int, high: float) -> str:
    if np.isinf(high):
        return f"{low:,} or more"
    last = int(high) - 1
    return f"{low:,}" if last == low else f"{low:,} to {last:,}"
