"""Cells of a date column as times, and times as the numbers a network can learn from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Times = NDArray[np.datetime64]

ISO = r"^([0-9]{4})-([0-9]{2})-([0-9]{2})([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?)?$"
DAY = np.timedelta64(1, "D")


def read_times(column: pa.ChunkedArray) -> tuple[Times, int]:
    """A column as times.

    Text is read where it is plain ISO 8601 without an offset. How else files write dates is a matter of reading
    files, in training and later alike; it is settled before.

    Args:
        column: Times, dates or text, shape (n,). Where they have a time zone they become UTC, as in files.

    Returns:
        datetime64[us] of shape (n,), NaT where missing or unreadable; and how many cells could not be read.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    present = len(column) - column.null_count
    if pa.types.is_timestamp(kind):
        # Times with a zone are kept as UTC.
        times = column if kind.tz is None else column.cast(pa.timestamp(kind.unit, "UTC")).cast(pa.timestamp(kind.unit))
    elif pa.types.is_date(kind):
        times = column.cast(pa.timestamp("ms"))
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
        text = pc.utf8_trim_whitespace(column.cast(pa.string()))
        text = pc.if_else(pc.equal(text, ""), None, text)
        present = len(text) - text.null_count
        times = _read_text(text)
    else:
        times = pa.chunked_array([pa.nulls(len(column), pa.timestamp("us"))])
    times = pc.cast(times, pa.timestamp("us"), safe=False)
    values = times.to_numpy().astype("datetime64[us]")
    return values, present - int((~np.isnat(values)).sum())


def _read_text(text: pa.ChunkedArray) -> pa.ChunkedArray:
    iso = pc.if_else(pc.match_substring_regex(text, ISO), text, None)
    try:
        return pc.cast(iso, pa.timestamp("us"))
    except pa.ArrowInvalid:
        # Some cell names a day that does not exist, such as 2024-02-30: each by itself.
        return pa.chunked_array([pa.array([_moment(cell) for cell in iso.to_pylist()], pa.timestamp("us"))])


def _moment(cell: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(cell) if cell else None
    except ValueError:
        return None


def fit_dates(times: Times, name: str, *, drifts: bool) -> dict[str, Any] | None:
    """Choose the parts of a date column that can carry over to new data.

    A part is kept where training spans enough of it: the day of the week from two weeks on, the day of the month from
    two months, the month from a year.

    Args:
        times: Training values, datetime64[us] of shape (n,), NaT where missing.
        name: The column's name.
        drifts: Whether new rows lie after all training rows (the time column). Days since the start are then left
            out: a network would meet only values outside of what it has learnt.

    Returns:
        ``name``, ``reference``, ``first``, ``last`` (ISO text), ``missing`` (cells) and ``parts``; None
        where nothing is to learn.
    """
    seen = times[~np.isnat(times)]
    if not len(seen):
        return None
    first, last = seen.min(), seen.max()
    span = float((last - first) / DAY)
    parts = [
        *(["hour_sin", "hour_cos"] if len(np.unique(seen - seen.astype("datetime64[D]"))) > 1 else []),
        *(["weekday"] if span >= 14 else []),
        *(["day"] if span >= 60 else []),
        *(["month"] if span >= 365 else []),
        *(["days"] if not drifts and span > 0 else []),
    ]
    if not parts:
        return None
    return {
        "name": name,
        "reference": str(first.astype("datetime64[D]")),
        "first": str(first.astype("datetime64[s]")),
        "last": str(last.astype("datetime64[s]")),
        "missing": len(times) - len(seen),
        "parts": parts,
    }


def date_parts(times: Times, fitted: dict[str, Any]) -> list[NDArray[np.float64]]:
    """The fitted parts of times as numbers, float64 of shape (n,) each, NaN where the time is missing.

    ``hour_sin`` and ``hour_cos`` turn once a day (so that 23:59 lies beside 0:00), ``weekday`` is 0 for Monday, ``day``
    is 1 to 31, ``month`` 1 to 12, ``days`` counts from the reference with fractions.
    """
    reference = np.datetime64(fitted["reference"], "us")
    return [_PARTS[part](times, reference) for part in fitted["parts"]]


def _between(later: Times, earlier: Times | np.datetime64, unit: np.timedelta64) -> NDArray[np.float64]:
    gap = later - earlier
    return np.where(np.isnat(gap), np.nan, gap.astype(np.int64) / (unit / np.timedelta64(1, "us")))


def _turn(times: Times) -> NDArray[np.float64]:
    return 2 * np.pi * _between(times, times.astype("datetime64[D]"), DAY)


def _weekday(times: Times) -> NDArray[np.float64]:
    # 1970-01-05 was a Monday.
    return np.floor(_between(times, np.datetime64("1970-01-05", "us"), DAY)) % 7


_PARTS: dict[str, Callable[[Times, np.datetime64], NDArray[np.float64]]] = {
    "hour_sin": lambda times, _: np.sin(_turn(times)),
    "hour_cos": lambda times, _: np.cos(_turn(times)),
    "weekday": lambda times, _: _weekday(times),
    "day": lambda times, _: 1 + np.floor(_between(times, times.astype("datetime64[M]"), DAY)),
    "month": lambda times, _: 1 + _months(times),
    "days": lambda times, reference: _between(times, reference, DAY),
}


def _months(times: Times) -> NDArray[np.float64]:
    gap = times.astype("datetime64[M]") - times.astype("datetime64[Y]").astype("datetime64[M]")
    return np.where(np.isnat(gap), np.nan, gap.astype(np.int64).astype(np.float64))
