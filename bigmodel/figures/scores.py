"""How scores are spread over the classes, with the threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from bigmodel.figures.labels import LONGEST, escape_label
from bigmodel.figures.palette import INK, NEGATIVE, POSITIVE
from bigmodel.spec import Figure, Words
from bigmodel.spec.numbers import count, number


def score_histogram(histogram: Mapping[str, Sequence[float]], words: Words, threshold: float | None = None) -> Figure:
    """Share of each class's cases in bins of the score.

    Args:
        histogram: ``edges`` (b + 1), counts ``negative`` (b) and ``positive`` (b), as in the cumulative table.
        words: The template's words.
        threshold: The score from which a case is flagged.
    """
    edges = list(histogram["edges"])
    middles = [(left + right) / 2 for left, right in pairwise(edges)]
    data = []
    for name, key, colour, pattern in (
        (words.negative, "negative", NEGATIVE, ""),
        (words.positive, "positive", POSITIVE, "/"),
    ):
        counts = list(histogram[key])
        total = max(1, sum(counts))
        data.append(
            {
                "type": "bar",
                "name": escape_label(name, LONGEST),
                "x": middles,
                "y": [value / total for value in counts],
                "customdata": counts,
                "width": [right - left for left, right in pairwise(edges)],
                "marker": {
                    "color": colour,
                    "opacity": 0.75,
                    "line": {"width": 0},
                    "pattern": {"shape": pattern, "solidity": 0.12, "fillmode": "overlay"},
                },
                "hovertemplate": "score about %{x:.2f}: %{customdata:,}",
            }
        )
    layout: dict[str, Any] = {
        "barmode": "overlay",
        "bargap": 0,
        "xaxis": {"title": {"text": "score"}, "range": [edges[0], edges[-1]], "showgrid": False},
        "yaxis": {"title": {"text": "share of the class"}, "tickformat": ".0%"},
    }
    negatives, positives = sum(histogram["negative"]), sum(histogram["positive"])
    alt = (
        f"Scores of {count(negatives)} {words.cases} with {words.negative} and of {count(positives)} {words.positives}."
    )
    if threshold is not None and threshold <= edges[-1]:
        layout["shapes"] = [threshold_line(threshold)]
        alt += f" The line of the threshold stands at {number(threshold)}."
    return Figure("Scores by outcome", {"data": data, "layout": layout}, alt, 300)


def threshold_line(threshold: float) -> dict[str, Any]:
    """The upright ink line that stands for the threshold in every chart with scores below."""
    line = {"color": INK, "width": 2}
    return {"type": "line", "x0": threshold, "x1": threshold, "yref": "paper", "y0": 0, "y1": 1, "line": line}
