"""The inputs that say which changes of a case are allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.explain.changeable import Limits
from bigmodel.spec import Control, Kind, Problem
from bigmodel.spec.shorten import shorten

MOST = 10
START = 5
NUMBER = r"([-−]?\d+(?:\.\d+)?)"
RANGE = re.compile(rf"(.+?)\s*[:=]?\s+{NUMBER}\s*(?:to|\.\.|–)\s*{NUMBER}")


def limit_controls(kinds: Mapping[str, Kind]) -> list[Control]:
    """The inputs for columns of these kinds."""
    names = tuple(kinds)
    numbers = tuple(name for name, kind in kinds.items() if kind == "number")
    stay = "Fields that can't or must not change."
    controls = [Control(name="stay", title="Must stay", kind="choices", options=names, help=stay)]
    if numbers:
        controls += [
            Control(
                name="directions",
                title="Only in one direction",
                kind="choices",
                options=tuple(directions(numbers)),
                help="An age only increases.",
            ),
            Control(
                name="ranges",
                title="Ranges",
                kind="text",
                help=f"Such as: {shorten(numbers[0])} 10 to 50. Several stand apart by a semicolon. Without a range a "
                "number stays within what 98 % of the training data have.",
            ),
        ]
    answers = Control(name="answers", title="Answers", kind="slider", default=START, low=1, high=MOST, step=1)
    return [*controls, answers]


def limits_in(values: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Limits:
    """What the inputs allow.

    Raises:
        Problem: The ranges are not understood.
    """
    numbers = [name for name, kind in kinds.items() if kind == "number"]
    known = directions(numbers)
    chosen = [known[each] for each in values.get("directions") or () if each in known]
    return Limits(
        locked=frozenset(map(str, values.get("stay") or ())),
        up=frozenset(name for name, up in chosen if up),
        down=frozenset(name for name, up in chosen if not up),
        ranges=ranges_in(str(values.get("ranges") or ""), numbers),
    )


def directions(numbers: Sequence[str]) -> dict[str, tuple[str, bool]]:
    """What can be chosen about directions, to the number and whether it may only increase."""
    return {f"{name} only {'increases' if up else 'decreases'}": (name, up) for name in numbers for up in (True, False)}


def ranges_in(text: str, numbers: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Ranges as a person types them: ``amount 10 to 50; age 18 to 65``.

    Raises:
        Problem: A part of the text is no range of a number.
    """
    found = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        match = RANGE.fullmatch(part)
        name = match[1].strip() if match else ""
        if match is None or name not in numbers:
            known = ", ".join(shorten(each) for each in numbers)
            raise Problem(
                f"{shorten(part, 60)!r} is no range",
                where="Ranges",
                remedy=f"Write a field and two numbers, such as: {shorten(numbers[0])} 10 to 50. Numbers are: {known}.",
            )
        found[name] = (_number(match[2]), _number(match[3]))
    return found


def _number(text: str) -> float:
    return float(text.replace("−", "-"))
