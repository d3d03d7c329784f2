"""Learning curves of several runs over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.figures.labels import LONGEST, escape_label
from bigmodel.figures.palette import INK, NEGATIVE, SOFT
from bigmodel.spec import Figure
from bigmodel.spec.metric_names import in_sentence
from bigmodel.spec.numbers import number

Epochs = Sequence[Mapping[str, Any]]

OWN_NAMES = {
    "val_loss": "loss",
    "val_accuracy": "accuracy",
    "money": "net benefit",
    "ndcg": "NDCG@10",
    "hit_rate": "hit rate@10",
}
"""Measures of an epoch event that are no metrics of a report."""
LOOKS = (
    (INK, "solid", "circle"),
    (NEGATIVE, "dash", "square"),
    (SOFT, "dot", "diamond"),
    (INK, "dashdot", "triangle-up"),
    (NEGATIVE, "longdash", "cross"),
)
"""Colour, dash and marker of each run: no colour that means training, validation or money."""


def compare_runs(runs: Mapping[str, Epochs], measure: str) -> Figure:
    """One measure of several runs over each other.

    Args:
        runs: Name of each run to its ``epoch`` events, oldest first.
        measure: A metric that epochs tell, or a key of ``OWN_NAMES``.
    """
    axis = OWN_NAMES.get(measure, in_sentence(measure))
    title = f"{axis[:1].upper()}{axis[1:]} on validation data"
    lines, told = [], []
    for number_of_run, (name, epochs) in enumerate(runs.items()):
        x, y = _points(epochs, measure)
        lines.append(_line(escape_label(name, LONGEST), x, y, LOOKS[number_of_run % len(LOOKS)]))
        if y:
            told.append(f"{name}: {_course(y)}")
    return Figure(title, _figure(lines, axis), f"{title} by epoch. {'; '.join(told) or 'No run told it'}.", 280)


def _points(epochs: Epochs, measure: str) -> tuple[list[float], list[float]]:
    told = [(event["epoch"], event[measure]) for event in epochs if isinstance(event.get(measure), int | float)]
    return [float(epoch) for epoch, _ in told], [float(value) for _, value in told]


def _course(values: Sequence[float]) -> str:
    return f"from {number(values[0])} to {number(values[-1])}"


def _line(name: str, x: Sequence[float], y: Sequence[float], look: tuple[str, str, str]) -> dict[str, Any]:
    colour, dash, symbol = look
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": list(x),
        "y": list(y),
        "line": {"color": colour, "width": 2, "dash": dash},
        "marker": {"color": colour, "symbol": symbol, "size": 6},
    }


def _figure(lines: list[dict[str, Any]], axis: str) -> dict[str, Any]:
    layout = {
        "xaxis": {"title": {"text": "epoch"}, "showgrid": False, "rangemode": "tozero"},
        "yaxis": {"title": {"text": axis}},
        "hovermode": "x unified",
    }
    return {"data": lines, "layout": layout}
