"""The split as one bar: training, validation, test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bigmodel.figures.labels import escape_label
from bigmodel.figures.palette import NEGATIVE, TRAINING, VALIDATION
from bigmodel.spec import Figure, Outcome, Words
from bigmodel.spec.numbers import count, share

PARTS = (
    ("train", "training", TRAINING, ""),
    ("validation", "validation", VALIDATION, "/"),
    ("test", "test", NEGATIVE, "."),
)


def split_bar(
    counts: Mapping[str, Sequence[int]],
    outcome: Outcome,
    words: Words,
    dates: Mapping[str, tuple[datetime, datetime]] | None = None,
) -> Figure:
    """Rows of each part; positives and dates on hover and in the alternative text.

    Args:
        counts: Rows per class of ``train``, ``validation`` and ``test``.
        outcome: The classes.
        words: The template's words.
        dates: First and last time of each part, for a split by time.
    """
    total = max(1, sum(sum(part) for part in counts.values()))
    data, told = [], []
    for key, name, colour, pattern in PARTS:
        rows = sum(counts[key])
        about = [f"{count(rows)} {words.cases}"]
        if outcome.binary:
            positives = counts[key][1]
            about.append(f"{count(positives)} {words.positive if positives == 1 else words.positives}")
        if dates:
            about.append(f"{_day(dates[key][0])} to {_day(dates[key][1])}")
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": f"{name} {share(rows / total)}",
                "x": [rows],
                "y": [""],
                "marker": {"color": colour, "pattern": {"shape": pattern, "solidity": 0.15, "fillmode": "overlay"}},
                "hovertext": [escape_label(f"{name}: {', '.join(about)}")],
                "hoverinfo": "text",
            }
        )
        told.append(f"{name} {', '.join(about)}")
    layout = {
        "barmode": "stack",
        "xaxis": {"title": {"text": escape_label(words.cases)}, "range": [0, total], "showgrid": False},
        "yaxis": {"title": {"text": ""}, "showticklabels": False, "showgrid": False},
        "legend": {"traceorder": "normal"},
    }
    return Figure("Split", {"data": data, "layout": layout}, f"{'; '.join(told)}.", 160)


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
