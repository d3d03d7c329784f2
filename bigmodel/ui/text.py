"""Text for people: names and cells made harmless, long names shortened, numbers as they are read."""

from __future__ import annotations

import math
import re
import time

JOINER = "\u2060"
"""Word joiner: invisible; it keeps apart what markdown would join to a link, an emoji or an icon."""
MINUS = "\u2212"
SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$&=^/\"'])")
TRIGGER = re.compile(r"(?<=[:@])(?=\S)|(?<=www)(?=\\\.)|(?<=[-<>=~])(?=\\[-<>=~])", re.IGNORECASE)
STEPS = ((3600, "minute"), (86400, "hour"), (86400 * 30, "day"), (86400 * 365, "month"))


def escape(text: object) -> str:
    """Make any text safe to stand in Streamlit's markdown: labels, headings, captions, metrics, toasts.

    Nothing in it becomes markup, a link, an icon, a colour or a picture; line ends become spaces.
    """
    line = " ".join(str(text).split())
    return TRIGGER.sub(JOINER, SPECIAL.sub(r"\\\1", line))


def escape_badge(text: object) -> str:
    """The same for ``st.badge``, which escapes square brackets itself."""
    return escape(text).replace("\\[", "[").replace("\\]", "]")


def shorten(text: object, length: int = 40) -> str:
    """Shorten in the middle to at most ``length`` characters, so that beginning and ending stay readable."""
    line = " ".join(str(text).split())
    if len(line) <= length:
        return line
    tail = (length - 1) // 2
    return f"{line[: length - 1 - tail]}…{line[len(line) - tail :]}"


def count(value: float) -> str:
    """A count with separated thousands: ``50,000``."""
    return _signed(f"{round(value):,}")


def number(value: float | None, digits: int = 3) -> str:
    """A number with at most three significant digits: ``0.0412``, ``12.3``, ``18,420``; a dash for None or NaN."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size >= digits - 1:
        return _signed(f"{round(value):,}")
    if size < -4:
        return _signed(f"{value:.{digits - 1}e}")
    return _signed(f"{value:.{digits - 1 - size}f}")


def score(value: float | None) -> str:
    """A metric between 0 and 1 with two decimals, three from 0.995 on: ``0.71``, ``0.998``."""
    if value is None or math.isnan(value):
        return "–"
    return f"{value:.3f}" if 0.995 <= value < 1 else f"{value:.2f}"


def share(value: float | None) -> str:
    """A share as per cent with at most three significant digits: ``0.84 %``, ``99.3 %``."""
    if value is None or math.isnan(value):
        return "–"
    if value in (0, 1):
        return f"{value * 100:.0f} %"
    return f"{number(value * 100)} %" if value < 0.9995 else f"{value * 100:.2f} %"


def money(value: float | None, currency: str = "€") -> str:
    """Money with sign and currency: ``€ 18,420``, ``−€ 310``, ``€ 4.20``."""
    if value is None or math.isnan(value):
        return "–"
    amount = f"{abs(value):,.2f}" if abs(value) < 100 and round(value, 2) != round(value) else f"{abs(value):,.0f}"
    return f"{MINUS if value < 0 and amount.strip('0.,') else ''}{currency} {amount}"


def interval(low: float | None, high: float | None) -> str:
    """A 95 % interval in words: ``0.69 to 0.90``."""
    return "too few to tell" if low is None or high is None else f"{score(low)} to {score(high)}"


def duration(seconds: float) -> str:
    """A length of time: ``under 1 s``, ``24 s``, ``2 min 5 s``, ``1 h 10 min``."""
    whole = round(seconds)
    if whole < 1:
        return "under 1 s"
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min" + (f" {whole % 60} s" if whole % 60 and whole < 600 else "")
    minutes = whole % 3600 // 60
    return f"{whole // 3600} h" + (f" {minutes} min" if minutes else "")


def ago(then: float | None, now: float | None = None) -> str:
    """How long ago a moment (seconds since 1970) was: ``just now``, ``2 minutes ago``, ``3 days ago``."""
    if then is None:
        return "–"
    passed = (time.time() if now is None else now) - then
    if passed < 60:
        return "just now"
    unit, name = 60, "minute"
    for limit, next_name in STEPS:
        name = next_name
        if passed < limit:
            break
        unit = limit
    else:
        name = "year"
    whole = int(passed // unit)
    return f"{whole} {name}{'' if whole == 1 else 's'} ago"


def size(count_of_bytes: float) -> str:
    """An amount of storage: ``420 B``, ``12.3 KB``, ``4.1 MB``."""
    value = float(count_of_bytes)
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{number(value)} {unit}"
        value /= 1000
    raise AssertionError("unreachable")


def _signed(text: str) -> str:
    return text.replace("-", MINUS, 1) if text.startswith("-") else text
