"""Curves of two runs over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.spec import Figure

VALIDATION, INK = ("#C2570C", "#EFA15A"), ("#0F1722", "#E7ECF3")
SOFT, GRID = ("#566274", "#A3AFBF"), ("#E6EAF0", "#263244")
"""Each on the light and on the dark ground."""
WANTED = (
    ("val_loss", "Validation loss", "loss"),
    ("pr_auc", "PR-AUC on validation data", "PR-AUC"),
    ("macro_f1", "Macro F1 on validation data", "macro F1"),
    ("money", "Net benefit on validation data", "net benefit"),
)


def overlay(epochs: Sequence[Sequence[Mapping[str, Any]]], names: tuple[str, str], *, dark: bool) -> list[Figure]:
    """One figure a measure that both runs told per epoch.

    Args:
        epochs: The epoch events of either run.
        names: What the runs are called.
        dark: Whether the page is dark.
    """
    figures = []
    for key, title, axis in WANTED:
        told = [[(event["epoch"], event[key]) for event in events if key in event] for events in epochs]
        if not all(told):
            continue
        figures.append(Figure(title, _figure(told, names, axis, dark=dark), f"{title} of both runs by epoch", 260))
    return figures


def _figure(
    told: Sequence[Sequence[tuple[float, float]]], names: tuple[str, str], axis: str, *, dark: bool
) -> dict[str, Any]:
    colours = (VALIDATION, INK)
    lines = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": [epoch for epoch, _ in points],
            "y": [value for _, value in points],
            "line": {"color": colour[dark], "width": 2, "dash": dash},
            "marker": {"symbol": symbol, "size": 6},
        }
        for points, name, colour, dash, symbol in zip(
            told, names, colours, ("solid", "dot"), ("circle", "square"), strict=True
        )
    ]
    soft, grid = SOFT[dark], GRID[dark]
    look = {"gridcolor": grid, "zeroline": False, "linecolor": grid, "tickfont": {"color": soft}}
    return {
        "data": lines,
        "layout": {
            "xaxis": {**look, "showgrid": False, "title": {"text": "epoch", "font": {"color": soft}}},
            "yaxis": {**look, "title": {"text": axis, "font": {"color": soft}}},
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"color": soft}},
            "font": {"family": "Source Sans"},
            "margin": {"l": 56, "r": 12, "t": 32, "b": 44},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
        },
    }
