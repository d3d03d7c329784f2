"""The events of one history by name, so that one reads what is taken out or moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from unicodedata import east_asian_width

from bigmodel.runs.ranks import CaseRanks
from bigmodel.spec.shorten import shorten

LONGEST, WIDE = 40, 16
"""Letters of a title, and of one with wide letters, so that the day after it is seen; numbers tell apart what is alike.
"""


def events_of(cases: CaseRanks, place: int, encoder: Mapping[str, Any]) -> tuple[str, ...]:
    """The events that the model looks at, most recent first: ``3. Blue mug (2011-12-01)``.

    Args:
        cases: Users with histories; one without days names none.
        place: Place of the user among them.
        encoder: The bundle's encoder.
    """
    recent = cases.history[place][::-1][: int(encoder["length"])].tolist()
    named = [f"{number}. {_short(encoder['titles'][column])}" for number, column in enumerate(recent, 1)]
    if cases.day is None:
        return tuple(named)
    return tuple(f"{name} ({day})" for name, day in zip(named, cases.day[place][::-1].tolist(), strict=False))


def _short(title: str) -> str:
    return shorten(title, WIDE if any(east_asian_width(letter) in "WF" for letter in title) else LONGEST)


def number_of(event: str) -> int:
    """The number of an event in its history, 1 for the most recent; also of a number alone."""
    return int(event.partition(".")[0])
