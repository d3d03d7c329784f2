"""Precision against recall, with a baseline beside and the operating point marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.figures.labels import escape_label
from bigmodel.figures.palette import INK, NEGATIVE, TRAINING
from bigmodel.spec import Figure
from bigmodel.spec.numbers import score, share

Curve = Mapping[str, Sequence[float]]


def pr_curve(
    curve: Curve,
    others: Mapping[str, Curve] | None = None,
    here: tuple[float, float] | None = None,
    base_rate: float | None = None,
) -> Figure:
    """Precision against recall.

    Args:
        curve: ``recall`` and ``precision`` of the model, recall rising.
        others: Name to the same of baselines; drawn grey and dashed.
        here: Recall and precision of the operating point.
        base_rate: The precision of guessing; a faint line.
    """
    data = [_curve("this model", curve, {"color": TRAINING, "width": 2.5})]
    for dash, (name, other) in zip(("dash", "dot", "dashdot", "longdash") * 3, (others or {}).items(), strict=False):
        data.append(_curve(escape_label(name), other, {"color": NEGATIVE, "width": 1.75, "dash": dash}))
    if here is not None:
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "here",
                "x": [here[0]],
                "y": [here[1]],
                "marker": {"color": INK, "size": 11, "symbol": "diamond"},
            }
        )
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": "recall"}, "range": [0, 1.02], "showgrid": False},
        "yaxis": {"title": {"text": "precision"}, "range": [0, 1.04]},
    }
    alt = "Precision falls as recall rises." if curve["recall"] else "There is no curve: no positives."
    if here is not None:
        alt += f" At the threshold recall is {score(here[0])} and precision {score(here[1])}."
    if base_rate is not None:
        line = {"color": NEGATIVE, "width": 1, "dash": "dot"}
        layout["shapes"] = [
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": base_rate, "y1": base_rate, "line": line}
        ]
        alt += f" Guessing reaches a precision of {share(base_rate)}."
    return Figure("Precision against recall", {"data": data, "layout": layout}, alt, 300)


def _curve(name: str, curve: Curve, line: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": list(curve["recall"]),
        "y": list(curve["precision"]),
        "line": line,
        "hovertemplate": "recall %{x:.2f}, precision %{y:.2f}",
    }
