"""What a dataset's columns are and what each is for."""

from __future__ import annotations

from typing import Any, Literal

from bigmodel.spec.outcome import Outcome
from bigmodel.spec.record import Record

Kind = Literal["number", "category", "date", "text", "picture", "signal"]
"""How the values of a field are read. Yes/no columns are categories with two values."""


class Role(Record):
    """What a field can be for, as a task offers it.

    Attributes:
        name: The name in files and on the command line, for example ``"target"``.
        title: The name on the page.
        help: One sentence for the user.
        kinds: The kinds of field that can take the role; empty means any.
        many: Whether more than one field can have it.
        required: Whether some field must have it.
    """

    name: str
    title: str
    help: str
    kinds: tuple[Kind, ...] = ()
    many: bool = False
    required: bool = False


class Field(Record):
    """One column (or picture input) of a dataset with its kind, its role and why both were chosen."""

    name: str
    kind: Kind
    role: str
    reason: str = ""


class Schema(Record):
    """What a bundle needs to turn new data into tensors and scores into decisions (``bundle/schema.json``).

    Attributes:
        version: The version of this layout.
        task: The kind of data, the key under which ``inference.encode`` finds the encoder.
        template: The use case that the run was made from.
        fields: The fields in the order of training.
        outcome: What is predicted.
        encoder: What the task's encoder has fitted: vocabularies, date parts, picture size (JSON values).
        threshold: The score from which a case is flagged; None for more than two classes.
    """

    version: int = 1
    task: str
    template: str
    fields: tuple[Field, ...]
    outcome: Outcome
    encoder: dict[str, Any] = {}
    threshold: float | None = None

    def named(self, role: str) -> tuple[Field, ...]:
        """The fields that have a role, in order."""
        return tuple(field for field in self.fields if field.role == role)
