"""Net benefit against the threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.figures.labels import escape_label
from bigmodel.figures.palette import GAIN
from bigmodel.figures.scores import threshold_line
from bigmodel.spec import Costs, Figure, Words
from bigmodel.spec.numbers import money, number

POINTS = 400


def money_curve(table: Mapping[str, Any], costs: Costs, words: Words, threshold: float | None = None) -> Figure:
    """Net benefit of flagging from each threshold on.

    Args:
        table: The cumulative table of the decision.
        costs: What mistakes cost.
        words: The template's words.
        threshold: The threshold that was chosen.
    """
    benefit = net_benefits(table, costs)
    steps = range(1, len(benefit)) if len(benefit) > 1 else range(0)
    stride = max(1, len(steps) // POINTS)
    best = max(range(len(benefit)), key=benefit.__getitem__)
    kept = sorted({*steps[::stride], *steps[-1:], *([best] if best else [])})
    x = [table["thresholds"][step] for step in kept]
    y = [round(benefit[step], 2) for step in kept]
    top = max(benefit[best], 1.0)
    sign = escape_label(costs.currency)
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": "threshold"}, "range": [0, table["histogram"]["edges"][-1]], "showgrid": False},
        # Flagging everything can cost so much that the part where one decides would be a flat line.
        "yaxis": {
            "title": {"text": f"{escape_label(words.money).lower()} ({sign})"},
            "range": [max(min(y, default=0.0), -0.6 * top), 1.12 * top],
        },
        "showlegend": False,
    }
    line = {"color": GAIN, "width": 2.5, "shape": "hv"}
    data = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": escape_label(words.money),
            "x": x,
            "y": y,
            "line": line,
            "hovertemplate": "%{y:,.0f} from %{x:.3f}",
        }
    ]
    alt = f"{words.money} is highest, {money(benefit[best], costs.currency)}, "
    alt += f"at a threshold of {number(table['thresholds'][best])}." if best else "when nothing is flagged."
    if threshold is not None:
        layout["shapes"] = [threshold_line(threshold)]
        alt += f" The line stands at {number(threshold)}."
    return Figure(f"{words.money} against threshold", {"data": data, "layout": layout}, alt, 300)


def net_benefits(table: Mapping[str, Sequence[float]], costs: Costs) -> list[float]:
    """Net benefit at every step of the cumulative table."""
    if costs.miss_is_amount and table["has_amount"]:
        caught = zip(table["caught_amount"], table["caught_without_amount"], strict=True)
        saved = [amount + costs.miss * unknown for amount, unknown in caught]
    else:
        saved = [costs.miss * tp for tp in table["tp"]]
    return [gain - costs.false_alarm * fp for gain, fp in zip(saved, table["fp"], strict=True)]
