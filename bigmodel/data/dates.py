"""Dates in text and in numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

DATE = pa.timestamp("us")
"""The type of every date column: microseconds, in UTC where the text names an offset."""

_TIME = (
    r"(?:(?:T|,? +)(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?: ?(?P<p>[AaPp])\.?[Mm]\.?)?(?: ?(?P<z>Z|UTC|[+-]\d{2}:?\d{2}))?)?\s*$"
)
_MONTH = r"(?P<mon>[A-Za-z]{3,9})\.?"
_FORMS = (
    r"^\s*(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?" + _TIME,
    r"^\s*(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})" + _TIME,
    r"^\s*(?P<a>\d{2})[-/.](?P<b>\d{2})[-/.](?P<y>\d{2})" + _TIME,
    r"^\s*(?P<d>\d{1,2})[-/. ]+" + _MONTH + r"[-/., ]+(?P<y>\d{4}|\d{2})" + _TIME,
    r"^\s*" + _MONTH + r"[-/. ]+(?P<d>\d{1,2}),?[-/. ]+(?P<y>\d{4})" + _TIME,
)
_ORDERED = r"^\s*\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})\b"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EPOCH_NAMES = ("timestamp", "epoch", "unix", "posix")
_DAY_NAMES = ("date", "day", "datum", "fecha", "dt", "日期")
_START, _END = 631_152_000, 4_102_444_800  # 1990 and 2100 as seconds since 1970
_PROBE = 50


def parse_dates(text: pa.ChunkedArray, day_first: bool) -> pa.ChunkedArray | None:
    """Turn a text column into dates, where all its cells are dates of one form.

    ISO 8601, day or month first with ``-``, ``/`` or ``.``, names of months in English, Chinese dates, each with or
    without a time of day. The order of day and month is what the whole column allows, ``day_first`` where it is open.

    Args:
        text: Strings, missing cells null.
        day_first: Whether 03/04/2026 is the third of April.

    Returns:
        Timestamps, or None where the column does not hold dates.
    """
    probe = first_cells(text)
    form = next((form for form in _FORMS if len(probe) and pc.all(pc.match_substring_regex(probe, form)).as_py()), None)
    if form is None:
        return None
    try:
        # Plain ISO text is by far the most common, and this the fastest; a cast that fails builds an error for every
        # cell, so it is tried on a few first.
        pc.cast(probe, DATE)
        return pc.cast(text, DATE)
    except pa.ArrowInvalid:
        pass
    parts = pc.extract_regex(text, pattern=form)
    if parts.null_count > text.null_count:
        return None
    orders = _orders(parts)
    if len(orders) == 2:
        return None
    dates = pa.chunked_array([pa.array(_assemble(parts, orders.pop() if orders else day_first), DATE)])
    return dates if dates.null_count == text.null_count else None


def dates_in(text: pa.ChunkedArray, day_first: bool) -> pa.ChunkedArray:
    """Each cell by itself as a date, of whatever form; null where it is none.

    Where ``parse_dates`` reads a whole column, each of its cells gives the same here, if ``day_first`` is the order
    that the column shows.
    """
    values = np.full(len(text), np.datetime64("NaT"), "datetime64[us]")
    for form in _FORMS:
        left = np.flatnonzero(np.isnat(values))
        parts = pc.extract_regex(text.take(pa.array(left)), pattern=form)
        if parts.null_count < len(parts):
            values[left] = _assemble(parts, day_first)
    whole = pc.if_else(pc.match_substring_regex(text, r"^\s*\d{8,19}\s*$"), pc.utf8_trim_whitespace(text), None)
    whole = pc.if_else(pc.less_equal(pc.utf8_length(whole), 18), whole, None)
    dates = pa.chunked_array([pa.array(values, DATE)])
    return pc.coalesce(dates, dates_in_numbers(pc.cast(whole, pa.int64())))


def day_orders(text: pa.ChunkedArray) -> set[bool]:
    """What cells show about the order of day and month: True for 13/04/2026, False for 04/13/2026."""
    if not pc.any(pc.match_substring_regex(first_cells(text), _ORDERED)).as_py():
        return set()
    found = {
        True: pc.any(pc.match_substring_regex(text, r"^\s*(1[3-9]|2\d|3[01])[-/.]\d{1,2}[-/.](\d{4}|\d{2})\b")).as_py(),
        False: pc.any(
            pc.match_substring_regex(text, r"^\s*\d{1,2}[-/.](1[3-9]|2\d|3[01])[-/.](\d{4}|\d{2})\b")
        ).as_py(),
    }
    return {order for order, shown in found.items() if shown}


def dates_from_numbers(numbers: pa.ChunkedArray, name: str) -> pa.ChunkedArray | None:
    """Turn whole numbers into dates where the column's name says that they are: seconds (or thousandths, millionths,
    billionths) since 1970 under names like ``timestamp``, 20260131 under names like ``date``; None otherwise.
    """
    low_name = name.lower()
    bounds = pc.min_max(numbers).as_py()
    low, high = bounds["min"], bounds["max"]
    if low is None or not any(word in low_name for word in (*_EPOCH_NAMES, *_DAY_NAMES)):
        return None
    if low >= 19_000_101 and high <= 21_001_231:
        return parse_dates(_dashed(numbers), day_first=True)
    for scale in (1, 10**3, 10**6, 10**9):
        if _START * scale <= low and high <= _END * scale and _says_epoch(low_name):
            micros = pc.multiply(numbers, 10**6 // scale) if scale <= 10**6 else pc.divide(numbers, 1000)
            return pc.cast(pc.cast(micros, pa.int64()), DATE)
    return None


def dates_in_numbers(numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Each number by itself as a date: 20260131, or seconds to billionths since 1970 by its size; null otherwise."""
    values = np.array(pc.cast(numbers, pa.float64(), safe=False).to_numpy(), np.float64)
    calendar = (values >= 19_000_101) & (values <= 21_001_231)
    steps = np.select([values < 1e11, values < 1e14, values < 1e17], [1e6, 1e3, 1.0], 1e-3)
    since = ~calendar & (values >= 3e7) & (values < 4.2e18)
    micros = np.where(since, values * steps, 0.0).astype(np.int64)
    dates = pa.chunked_array([pa.array(micros, mask=~since).cast(DATE)])
    if not calendar.any():
        return dates
    days = pa.array(np.where(calendar, values, 0).astype(np.int64), mask=~calendar)
    return pc.coalesce(dates, pc.cast(pc.strptime(days.cast(pa.string()), "%Y%m%d", "us", error_is_null=True), DATE))


def _says_epoch(name: str) -> bool:
    return any(word in name for word in (*_EPOCH_NAMES, "date", "time"))


def _dashed(numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring_regex(pc.cast(numbers, pa.string()), r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3")


def first_cells(text: pa.ChunkedArray, count: int = _PROBE) -> pa.ChunkedArray:
    """The first ``count`` cells that are not missing, looked for near the beginning where there are any."""
    near = text.slice(0, 20 * count).drop_null().slice(0, count)
    return near if len(near) else text.drop_null().slice(0, count)


def _orders(parts: pa.ChunkedArray) -> set[bool]:
    struct = parts.combine_chunks()
    if struct.type.get_field_index("a") < 0:
        return set()
    first, second = _number(struct, "a").max(initial=0) > 12, _number(struct, "b").max(initial=0) > 12
    return {order for order, shown in ((True, first), (False, second)) if shown}


def _assemble(parts: pa.ChunkedArray, day_first: bool) -> NDArray[np.datetime64]:
    """Dates from the named groups of a form; NaT where a cell is missing or no such day exists."""
    struct = parts.combine_chunks()
    names = {struct.type.field(place).name for place in range(struct.type.num_fields)}
    year = _number(struct, "y")
    short = pc.fill_null(pc.less_equal(pc.utf8_length(struct.field("y")), 2), False).to_numpy(zero_copy_only=False)
    year = np.where(short, np.where(year < 70, year + 2000, year + 1900), year)
    if "a" in names:
        first, second = _number(struct, "a"), _number(struct, "b")
        turned = np.where(first > 12, False, (second > 12) | (not day_first))
        day, month = np.where(turned, second, first), np.where(turned, first, second)
    else:
        day = _number(struct, "d")
        month = _number(struct, "m") if "m" in names else _month_number(struct.field("mon"))
    hour, minute, second = _number(struct, "H"), _number(struct, "M"), _number(struct, "S")
    half = pc.fill_null(pc.utf8_lower(struct.field("p")), "").to_numpy(zero_copy_only=False)
    hour = np.where(half == "", hour, hour % 12 + 12 * (half == "p"))
    valid = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    valid &= struct.is_valid().to_numpy(zero_copy_only=False)
    months = (np.where(valid, year, 1970) - 1970) * 12 + np.where(valid, month, 1) - 1
    start = months.astype("datetime64[M]").astype("datetime64[D]")
    days = ((months + 1).astype("datetime64[M]").astype("datetime64[D]") - start).astype(np.int64)
    valid &= day <= days
    seconds = (np.where(valid, day, 1) - 1) * 86_400 + hour * 3_600 + minute * 60 + second - _offset(struct.field("z"))
    micros = start.astype("datetime64[us]") + (seconds * 1_000_000 + _micros(struct.field("f"))).astype(
        "timedelta64[us]"
    )
    return np.where(valid, micros, np.datetime64("NaT"))


def _number(struct: pa.StructArray, name: str) -> NDArray[np.int64]:
    """A group as whole numbers, 0 where it is empty."""
    text = pc.if_else(pc.equal(struct.field(name), ""), "0", struct.field(name))
    return np.asarray(pc.fill_null(pc.cast(text, pa.int64()), 0).to_numpy(zero_copy_only=False), np.int64)


def _month_number(text: pa.Array) -> NDArray[np.int64]:
    place = pc.index_in(pc.utf8_slice_codeunits(pc.utf8_lower(text), 0, 3), pa.array(_MONTHS))
    return np.asarray(pc.add(pc.fill_null(place, -1), 1).to_numpy(zero_copy_only=False), np.int64)


def _micros(text: pa.Array) -> NDArray[np.int64]:
    padded = pc.utf8_slice_codeunits(pc.utf8_rpad(pc.fill_null(text, ""), 6, "0"), 0, 6)
    return np.asarray(pc.cast(padded, pa.int64()).to_numpy(zero_copy_only=False), np.int64)


def _offset(text: pa.Array) -> NDArray[np.int64]:
    """Seconds east of UTC."""
    digits = pc.replace_substring_regex(pc.fill_null(text, ""), r"^(Z|UTC)?$", "+0000")
    digits = pc.replace_substring(digits, ":", "")
    value = np.asarray(
        pc.cast(pc.utf8_slice_codeunits(digits, 1, 5), pa.int64()).to_numpy(zero_copy_only=False), np.int64
    )
    sign = np.where(pc.starts_with(digits, "-").to_numpy(zero_copy_only=False), -1, 1)
    return np.asarray(sign * (value // 100 * 3_600 + value % 100 * 60), np.int64)
