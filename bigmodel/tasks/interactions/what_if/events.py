"""The events of one history by name, so that one reads what is taken out or moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bigmodel.runs.ranks import CaseRanks
from bigmodel.spec.shorten import shorten

LONGEST = 40
"""Letters of a title; numbers tell apart what is alike."""


def events_of(cases: CaseRanks, place: int, encoder: Mapping[str, Any]) -> tuple[str, ...]:
    """The events that the model looks at, most recent first: ``3. Blue mug (2011-12-01)``.

    Args:
        cases: Users with histories; one without days names none.
        place: Place of the user among them.
        encoder: The bundle's encoder.
    """
    recent = cases.history[place][::-1][: int(encoder["length"])].tolist()
    named = [f"{number}. {shorten(encoder['titles'][column], LONGEST)}" for number, column in enumerate(recent, 1)]
    if cases.day is None:
        return tuple(named)
    return tuple(f"{name} ({day})" for name, day in zip(named, cases.day[place][::-1].tolist(), strict=False))


def number_of(event: str) -> int:
    """The number of an event in its history, 1 for the most recent; also of a number alone."""
    return int(event.partition(".")[0])
