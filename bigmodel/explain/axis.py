"""The values that a column takes one after the other, to see what the score does with each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.explain.columns import Column, Layout, Rows

POINTS = 24
"""Values at most: of a number with more different ones, those at equal shares of cases."""
TAIL = 0.01
"""Share of the cases at either end of a number where nothing is asked: there is too little data."""
MOST_CATEGORIES = 12
UNKNOWN = "missing or unknown"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PARTS = {"hour_sin": "hour", "hour_cos": "hour", "weekday": "weekday", "day": "day", "month": "month", "days": "days"}
TITLES = {"hour": "hour of the day", "weekday": "day of the week", "day": "day of the month", "month": "month"}


@dataclass(frozen=True)
class Axis:
    """A column, or a part of a date, with the values that are asked.

    Attributes:
        title: What it is called.
        column: Where it stands in the tensors.
        grid: g rows that hold the values, one after the other; only the column's own places count.
        values: The values as numbers, float64 (g,); for words their places 0, 1, 2.
        labels: The values as words, one each; empty for numbers.
        start: The first day, where the values are days since then; else None.
        observed: Where each case lies on the axis, float64 (n,); NaN where missing or not among the words.
        missing: A row whose value is missing, where cases have none; else None. Words have one of their own.
    """

    title: str
    column: Column
    grid: Rows
    values: NDArray[np.float64]
    labels: tuple[str, ...]
    start: str | None
    observed: NDArray[np.float64]
    missing: Rows | None = None


def axis_titles(encoder: Mapping[str, Any], layout: Layout) -> list[str]:
    """All that can be asked for: numbers and categories by name, dates by part (``"time: hour of the day"``)."""
    dates = {fitted["name"]: fitted["parts"] for fitted in encoder["dates"]}
    return [
        title
        for column in layout.columns
        for title in (
            dict.fromkeys(_part_title(column.name, part) for part in dates[column.name])
            if column.name in dates
            else (column.name,)
        )
    ]


def axis_of(title: str, encoder: Mapping[str, Any], layout: Layout, rows: Rows) -> Axis:
    """The values of a column that cases have.

    Args:
        title: One of ``axis_titles``.
        encoder: The encoder of the rows.
        layout: The columns.
        rows: The cases, 1 or more.
    """
    for column in layout.columns:
        dated = next((fitted for fitted in encoder["dates"] if fitted["name"] == column.name), None)
        if dated is not None:
            places: dict[str, list[int]] = {}
            for part, place in zip(dated["parts"], column.numbers, strict=True):
                places.setdefault(_part_title(column.name, part), []).append(place)
            if title in places:
                part = PARTS[dated["parts"][places[title][0] - column.numbers[0]]]
                return _of_part(title, part, tuple(places[title]), dated["reference"], rows)
        elif column.name == title:
            return _of_codes(column, encoder, rows) if column.codes else _of_numbers(title, column, rows)
    raise ValueError(f"{title!r} is none of {axis_titles(encoder, layout)}")


def _part_title(name: str, part: str) -> str:
    known = PARTS[part]
    return f"{name}: {TITLES[known]}" if known in TITLES else name


def _of_numbers(title: str, column: Column, rows: Rows, start: str | None = None) -> Axis:
    observed = (
        rows.numbers[:, column.numbers[0]].astype(np.float64) if column.numbers else rows.sources[:, column.sources[0]]
    )
    known = observed[np.isfinite(observed)]
    different = np.unique(known)
    if len(different) > POINTS:
        different = np.unique(np.quantile(known, np.linspace(TAIL, 1 - TAIL, POINTS), method="nearest"))
    grid = _blank(len(different), rows)
    _put(grid, column, different)
    gone = None
    if len(known) < len(observed):
        gone = _blank(1, rows)
        _put(gone, column, np.array([np.nan]))
    return Axis(title, column, grid, different, (), start, observed, gone)


def _of_codes(column: Column, encoder: Mapping[str, Any], rows: Rows) -> Axis:
    place = column.codes[0]
    observed = rows.codes[:, place]
    codes, counts = np.unique(observed, return_counts=True)
    shown = codes[np.argsort(-counts, kind="stable")][:MOST_CATEGORIES]
    keys = encoder["categories"][place]["keys"]
    grid = _blank(len(shown), rows)
    grid.codes[:, place] = shown
    at = np.full(len(keys) + 1, np.nan)
    at[shown] = np.arange(len(shown))
    labels = tuple(UNKNOWN if code == 0 else str(keys[code - 1]) for code in shown.tolist())
    return Axis(column.name, column, grid, np.arange(len(shown), dtype=np.float64), labels, None, at[observed])


def _of_part(title: str, part: str, places: tuple[int, ...], reference: str, rows: Rows) -> Axis:
    column = Column(title, numbers=places)
    if part == "days":
        return _of_numbers(title, column, rows, start=reference)
    found = rows.numbers[:, places].astype(np.float64)
    if part == "hour":
        observed = np.floor(np.mod(np.arctan2(found[:, 0], found[:, 1]) / (2 * np.pi) * 24 + 1e-4, 24))
        values, labels = np.arange(24.0), tuple(f"{hour}:30" for hour in range(24))
    elif part == "day":
        observed, values, labels = found[:, 0], np.arange(1.0, 32.0), ()
    else:
        labels = WEEKDAYS if part == "weekday" else MONTHS
        observed, values = found[:, 0] - (part == "month"), np.arange(float(len(labels)))
    grid = _blank(len(values), rows)
    if part == "hour":
        turn = 2 * np.pi * (values + 0.5) / 24
        grid.numbers[:, places] = np.column_stack([np.sin(turn), np.cos(turn)])
    else:
        grid.numbers[:, places[0]] = values + (part == "month")
    gone = _blank(1, rows) if np.isnan(observed).any() else None
    if gone is not None:
        gone.numbers[:, places] = np.nan
    return Axis(title, column, grid, values, labels, None, observed, gone)


def _blank(count: int, rows: Rows) -> Rows:
    return Rows(
        np.zeros((count, rows.numbers.shape[1]), np.float32),
        np.zeros((count, rows.codes.shape[1]), np.int32),
        np.zeros((count, rows.sources.shape[1])),
    )


def _put(grid: Rows, column: Column, values: NDArray[np.float64]) -> None:
    for place in column.numbers:
        grid.numbers[:, place] = values
    for place in column.sources:
        grid.sources[:, place] = values
