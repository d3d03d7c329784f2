"""When the supervisor may be warmed: not while somebody reads a result, whose questions need the cores."""

from __future__ import annotations

import time
from dataclasses import dataclass

RESULTS = ("evaluate", "what_if", "deploy")
"""Pages that ask of a result and train nothing."""
PAUSE = 10.0
"""Seconds after the last of these pages was drawn in which the next question is likely."""


@dataclass
class _Reading:
    at: float = float("-inf")


_reading = _Reading()


def page_drawn(name: str) -> None:
    """Note which page is drawn, in whichever tab; any other than those of results may soon train."""
    _reading.at = time.monotonic() if name in RESULTS else float("-inf")


def may_warm() -> bool:
    """Whether nobody has just asked something of a result."""
    return time.monotonic() - _reading.at > PAUSE
