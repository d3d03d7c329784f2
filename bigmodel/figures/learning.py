"""Learning curves after the fact, of one run or of several over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.figures.labels import LONGEST, escape_label
from bigmodel.figures.palette import GAIN, INK, NEGATIVE, TRAINING, VALIDATION
from bigmodel.spec import Figure
from bigmodel.spec.numbers import number

Epochs = Sequence[Mapping[str, Any]]

MEASURES = {
    "val_loss": ("Validation loss", "loss"),
    "val_accuracy": ("Validation accuracy", "accuracy"),
    "f1": ("F1 on validation data", "F1"),
    "macro_f1": ("Macro F1 on validation data", "macro F1"),
    "pr_auc": ("PR-AUC on validation data", "PR-AUC"),
    "money": ("Net benefit on validation data", "net benefit"),
}
"""Measure of an epoch event to its title and its axis."""
LOOKS = (
    (TRAINING, "solid", "circle"),
    (VALIDATION, "dash", "square"),
    (INK, "dot", "diamond"),
    (GAIN, "dashdot", "triangle-up"),
    (NEGATIVE, "longdash", "cross"),
)


def learning_curve(epochs: Epochs, measure: str = "loss") -> Figure:
    """Training and validation loss (or accuracy) by epoch.

    Args:
        epochs: ``epoch`` events of a run, oldest first.
        measure: ``loss`` or ``accuracy``.
    """
    lines = [
        _line("training", *_points(epochs, measure), (TRAINING, "solid", "circle"), markers=False),
        _line("validation", *_points(epochs, f"val_{measure}"), (VALIDATION, "solid", "circle")),
    ]
    told = " and ".join(f"{line['name']} {measure} {_course(line['y'])}" for line in lines if line["y"])
    alt = f"By epoch, {told}." if told else f"No {measure} was told yet."
    return Figure(measure.capitalize(), _figure(lines, measure), alt, 280)


def compare_runs(runs: Mapping[str, Epochs], measure: str) -> Figure:
    """One measure of several runs over each other.

    Args:
        runs: Name of each run to its ``epoch`` events, oldest first.
        measure: A key of ``MEASURES``.
    """
    title, axis = MEASURES[measure]
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


def _line(
    name: str, x: Sequence[float], y: Sequence[float], look: tuple[str, str, str], *, markers: bool = True
) -> dict[str, Any]:
    colour, dash, symbol = look
    return {
        "type": "scatter",
        "mode": "lines+markers" if markers else "lines",
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
