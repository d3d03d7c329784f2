"""When what is needed later may be made ready: not while a first page is painted, nor while somebody reads a result."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

RESULTS = ("evaluate", "what_if", "deploy")
"""Pages that ask of a result and train nothing."""
PAUSE = 10.0
"""Seconds after the last of these pages was drawn in which the next question is likely."""
PAINTED = 1.5
"""Seconds after a page was drawn here in which a browser is still at work on it, the first time."""
UNVISITED = 8.0
"""Seconds after the start in which somebody is likely to come."""


@dataclass
class _Visits:
    began: float = field(default_factory=time.monotonic)
    first: float | None = None
    read: float = float("-inf")


_visits = _Visits()


def page_drawn(name: str) -> None:
    """Note which page is drawn, in whichever tab; any other than those of results may soon train."""
    now = time.monotonic()
    _visits.first = now if _visits.first is None else _visits.first
    _visits.read = now if name in RESULTS else float("-inf")


def painted() -> bool:
    """Whether the first page stands in its browser, or nobody has come."""
    now = time.monotonic()
    return now - _visits.began > UNVISITED if _visits.first is None else now - _visits.first > PAINTED


def resting() -> bool:
    """Whether nobody has just asked something of a result."""
    return time.monotonic() - _visits.read > PAUSE
