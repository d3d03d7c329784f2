"""Numbers as people read them: at most three significant digits, thousands separated, money with its sign."""

from __future__ import annotations

import math
from collections.abc import Iterable

from bigmodel.spec.report import Interval

YEARS = 1900, 2100
"""Between them lie all values of a column of years."""
MINUS = "\u2212"
NOTHING = "–"


def count(value: float) -> str:
    """A count with separated thousands: ``50,000``."""
    return _signed(f"{round(value):,}")


def number(value: float | None, digits: int = 3) -> str:
    """A number with at most three significant digits: ``0.0412``, ``12.3``, ``18,420``; a dash for None or NaN."""
    if value is None or math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0"
    # Of the rounded value: 99.996 has the digits of 100.
    size = math.floor(math.log10(float(f"{abs(value):.{digits - 1}e}")))
    if size >= digits - 1:
        return _signed(f"{round(value):,}")
    return _signed(f"{value:.{digits - 1}e}" if size < -4 else f"{value:.{digits - 1 - size}f}")


def digits_apart(values: Iterable[float], edge: float) -> int:
    """The significant digits, 3 to 9, with which ``number`` writes no value like the edge that it misses or passes."""
    others = [value for value in values if value != edge]
    return next(
        (digits for digits in range(3, 9) if number(edge, digits) not in {number(each, digits) for each in others}), 9
    )


def are_years(low: float, high: float, whole: bool) -> bool:
    """Whether a column holds years, whose thousands are not set apart.

    Args:
        low: Its smallest value.
        high: Its largest value.
        whole: Whether all of its values are whole numbers.
    """
    return whole and YEARS[0] <= low and high <= YEARS[1]


def cell(value: float | None, digits: int = 3, *, year: bool = False) -> str:
    """A number of the data: whole ones stay whole (``7``, ``11,646``).

    Args:
        value: The number.
        digits: Significant digits at most of what is not whole, 2 to 4.
        year: Whether it stands in a column of years: ``1994``.
    """
    if value is None or not math.isfinite(value):
        return number(value)
    if year:
        return _signed(str(round(value)))
    return count(value) if float(value).is_integer() and abs(value) < 1e15 else number(value, digits)


def score(value: float | None) -> str:
    """A metric between 0 and 1 with two decimals, three from 0.995 on: ``0.71``, ``0.998``."""
    if value is None or math.isnan(value):
        return NOTHING
    return f"{value:.3f}" if 0.995 <= value < 1 else f"{value:.2f}"


def share(value: float | None) -> str:
    """A share as per cent with at most three significant digits, never rounded up to all: ``0.84 %``, ``99.97 %``."""
    if value is None or math.isnan(value):
        return NOTHING
    if value in (0, 1):
        return f"{value * 100:.0f} %"
    return f"{number(value * 100)} %" if value < 0.9995 else f"{min(value * 100, 99.99):.2f} %"


def money(value: float | None, currency: str) -> str:
    """Money with sign and currency: ``€ 18,420``, ``−€ 310``, ``€ 4.20``."""
    if value is None or math.isnan(value):
        return NOTHING
    amount = f"{abs(value):,.2f}" if abs(value) < 100 and round(value, 2) != round(value) else f"{abs(value):,.0f}"
    return f"{MINUS if value < 0 and amount.strip('0.,') else ''}{currency} {amount}"


def interval(found: Interval) -> str:
    """A 95 % interval in words: ``0.69 to 0.90``."""
    if found.low is None or found.high is None:
        return "too few to tell"
    return f"{score(found.low)} to {score(found.high)}"


def with_interval(found: Interval) -> str:
    """A metric with its interval: ``0.81 (0.69 to 0.90)``, the value alone where there is too little to tell."""
    return score(found.value) if found.low is None else f"{score(found.value)} ({interval(found)})"


def with_sign(value: float) -> str:
    """A difference of two metrics with its sign: ``+0.071``, ``−0.004``, ``0.000``."""
    rounded = round(value, 3)
    return f"{'+' if rounded > 0 else MINUS if rounded < 0 else ''}{abs(rounded):.3f}"


def _signed(text: str) -> str:
    return text.replace("-", MINUS, 1) if text.startswith("-") else text
