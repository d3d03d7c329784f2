"""Cells of a date column as times, and times as the numbers a network can learn from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Times = NDArray[np.datetime64]

DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y%m%d", "%d %b %Y")
CLOCKS = ("", " %H:%M:%S", " %H:%M")
FORMATS = tuple(day + clock for day in DAYS for clock in CLOCKS)
SAMPLE = 2_000
DAY = np.timedelta64(1, "D")


def read_times(column: pa.ChunkedArray, written: str | None = None) -> tuple[Times, int]:
    """A column as times.

    Args:
        column: Times, dates, text or whole numbers (20240131, or seconds to nanoseconds since 1970), shape (n,). A time
            zone is dropped and the wall clock kept: the hour of the day is what tells.
        written: The format that the training data had (see ``find_format``); tried first on text, because
            03/04/2024 is a different day here and there.

    Returns:
        datetime64[us] of shape (n,), NaT where missing or unreadable; and how many cells could not be read.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    present = len(column) - column.null_count
    if pa.types.is_timestamp(kind):
        times = column if kind.tz is None else pc.local_timestamp(column)
    elif pa.types.is_date(kind):
        times = column.cast(pa.timestamp("ms"))
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
        text = _clean(column)
        present = len(text) - text.null_count
        times = _read_text(text, written)
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind):
        times = _read_whole(column)
    else:
        times = pa.chunked_array([pa.nulls(len(column), pa.timestamp("us"))])
    times = pc.cast(times, pa.timestamp("us"), safe=False)
    values = times.to_numpy().astype("datetime64[us]")
    return values, present - int((~np.isnat(values)).sum())


def find_format(column: pa.ChunkedArray) -> str | None:
    """The format that reads most of a text column's first cells; None for other types or where none does."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return None
    text = _clean(column).drop_null().slice(0, SAMPLE)
    read = [len(text) - _strptime(text, written).null_count for written in FORMATS]
    return FORMATS[int(np.argmax(read))] if max(read) else None


def _clean(column: pa.ChunkedArray) -> pa.ChunkedArray:
    text = pc.utf8_trim_whitespace(column.cast(pa.string()))
    text = pc.replace_substring_regex(
        text, r"([0-9]{2}:[0-9]{2})([.,][0-9]+)?\s?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})?$", r"\1"
    )
    text = pc.replace_substring_regex(text, r"^([0-9-]{10})T", r"\1 ")
    return pc.if_else(pc.equal(text, ""), None, text)


def _read_text(text: pa.ChunkedArray, written: str | None) -> pa.ChunkedArray:
    times = _strptime(text, written) if written else pa.chunked_array([pa.nulls(len(text), pa.timestamp("us"))])
    rest = pc.if_else(times.is_null(), text, None)
    if rest.null_count < len(rest):
        other = find_format(rest)
        if other:
            times = pc.coalesce(times, _strptime(rest, other))
    return times


def _strptime(text: pa.ChunkedArray, written: str) -> pa.ChunkedArray:
    times = pc.strptime(text, format=written, unit="us", error_is_null=True)
    return pc.if_else(pc.greater_equal(pc.year(times), 1000), times, None)


def _read_whole(column: pa.ChunkedArray) -> pa.ChunkedArray:
    values = np.array(column.cast(pa.float64(), safe=False).to_numpy(), np.float64)
    values[~np.isfinite(values)] = np.nan
    calendar = (values >= 1900_01_01) & (values <= 2100_12_31)
    # Seconds, milliseconds, microseconds and nanoseconds since 1970 differ by a thousand each: the size tells which.
    steps = np.select([values < 1e11, values < 1e14, values < 1e17], [1e6, 1e3, 1.0], 1e-3)
    micros = np.where(~calendar & (values >= 3e7) & (values < 1e20), values * steps, np.nan)
    since = pa.array(np.nan_to_num(micros).astype(np.int64), mask=np.isnan(micros)).cast(pa.timestamp("us"))
    days = pa.array(np.where(calendar, values, 0).astype(np.int64), mask=~calendar).cast(pa.string())
    return pa.chunked_array([pc.coalesce(pc.strptime(days, format="%Y%m%d", unit="us", error_is_null=True), since)])


def fit_dates(times: Times, name: str, written: str | None, *, drifts: bool) -> dict[str, Any] | None:
    """Choose the parts of a date column that can carry over to new data.

    A part is kept where training spans enough of it: the day of the week from two weeks on, the day of the month from
    two months, the month from a year.

    Args:
        times: Training values, datetime64[us] of shape (n,), NaT where missing.
        name: The column's name.
        written: What ``find_format`` returned.
        drifts: Whether new rows lie after all training rows (the time column). Days since the start are then left
            out: a network would meet only values outside of what it has learnt.

    Returns:
        ``name``, ``format``, ``reference``, ``first``, ``last`` (ISO text), ``missing`` (cells) and ``parts``; None
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
        "format": written,
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
