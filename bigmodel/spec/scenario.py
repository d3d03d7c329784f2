"""An answer to a what-if that somebody kept with a run."""

from __future__ import annotations

from typing import Any

from bigmodel.spec.record import Record


class Outcomes(Record):
    """One number of a scenario in words, with what it stands beside ("was 0.94")."""

    title: str
    value: str
    beside: str = ""


class Scenario(Record):
    """What was asked and what came out.

    Attributes:
        id: Its name in addresses (``?scenario=``).
        name: A person's name for it.
        created: Seconds since 1970.
        section: The part of the What if page that it belongs to, for example ``"One case"``.
        values: What stood in the inputs, by name of the view's input (JSON values); they bring the scenario back.
        outcomes: The numbers that were shown.
        epochs: Epochs that the result had been trained for: a run that is resumed answers otherwise later.
    """

    id: str
    name: str
    created: float
    section: str
    values: dict[str, Any] = {}
    outcomes: tuple[Outcomes, ...] = ()
    epochs: int | None = None
