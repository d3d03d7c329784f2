"""What a page asks about one case while somebody edits it, and what it is answered."""

from __future__ import annotations

from typing import Annotated, Literal

import pydantic

from bigmodel.spec.change import Change
from bigmodel.spec.record import Record

MOST = 2_000
"""Changes of a question at most."""

Changes = Annotated[tuple[Change, ...], pydantic.Field(max_length=MOST)]
Value = float | str | None


class CaseQuestion(Record):
    """A case and what is changed in it.

    Attributes:
        row: Its row number in the dataset; None starts from the usual case.
        given: What makes it another case than that row: the cells of a case that was brought or typed.
        changes: What is edited in it; "was" speaks of the case without them.
        field: The field under the finger, whose effect on the score is drawn; None draws none.
    """

    row: Annotated[int, pydantic.Field(ge=0)] | None = None
    given: Changes = ()
    changes: Changes = ()
    field: str | None = None

    @property
    def every_change(self) -> tuple[Change, ...]:
        """What turns the row into the case as it stands."""
        return (*self.given, *self.changes)


class Sweep(Record):
    """The score as one field takes other values and all others stay.

    Attributes:
        field: The field.
        kind: What the values are: numbers, categories, hours of the case's day, or dates (ISO text).
        values: The values, n; None is missing.
        scores: The probability at each, n.
        here: The value of the case.
        usual: Between them lie 98 % of the training rows, None for what has no order.
    """

    field: str
    kind: Literal["number", "category", "hour", "date"]
    values: tuple[Value, ...]
    scores: tuple[float, ...]
    here: Value
    usual: tuple[float, float] | None = None


class CaseAnswer(Record):
    """What the model says of an edited case.

    Attributes:
        score: The probability of the positive class; for more than two classes that of the named one.
        was: The same before the changes (of the class that was named then).
        decision: What is decided, in the template's words; the named class for more than two.
        decision_was: The same before the changes.
        flagged: Whether it is flagged; None for more than two classes.
        scores: The probability of each class, k; empty for two classes.
        scores_was: The same before the changes.
        loss: What it costs on average to pass the case, in the run's currency; None for more than two classes.
        loss_was: The same before the changes.
        alarm: What it costs on average to flag it.
        sweep: The score along the field under the finger.
        outside: Sentences about values that training never saw.
        combinations: Sentences about pairs of values that never stood together in training.
        computed: What is computed from the fields, by name.
    """

    score: float
    was: float
    decision: str
    decision_was: str
    flagged: bool | None = None
    scores: tuple[float, ...] = ()
    scores_was: tuple[float, ...] = ()
    loss: float | None = None
    loss_was: float | None = None
    alarm: float | None = None
    sweep: Sweep | None = None
    outside: tuple[str, ...] = ()
    combinations: tuple[str, ...] = ()
    computed: dict[str, float | None] = {}
