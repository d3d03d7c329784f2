"""Text for people: names and cells made harmless, long names shortened, times and sizes in words."""

from __future__ import annotations

import re
import time

from bigmodel.spec.numbers import number
from bigmodel.spec.shorten import shorten

__all__ = ["ago", "duration", "escape", "escape_badge", "shorten", "size"]

JOINER = "\u2060"
"""Word joiner: invisible; it keeps apart what markdown would join to a link, an emoji or an icon."""
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
