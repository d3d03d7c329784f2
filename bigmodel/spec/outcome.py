"""What is asked of the data: to tell classes apart, or to rank items for each user."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from bigmodel.spec.record import Record


class Outcome(Record):
    """The question.

    Attributes:
        kind: The kind of answer; it chooses metrics and baselines. ``ranking`` orders all items for each user.
        classes: The labels as text in the order of the score columns. With two classes the second is the
            positive one (fraud, fault). Empty for a ranking, whose items stand in the bundle's encoder.
    """

    kind: Literal["classes", "ranking"] = "classes"
    classes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _at_least_two(self) -> Self:
        if self.kind == "ranking":
            if self.classes:
                raise ValueError("a ranking has no classes")
        elif len(self.classes) < 2 or len(set(self.classes)) != len(self.classes):
            raise ValueError("needs two or more different classes")
        return self

    @property
    def ranking(self) -> bool:
        """Whether items are ranked; there are then no classes."""
        return self.kind == "ranking"

    @property
    def binary(self) -> bool:
        """Whether there are two classes, of which one is the positive."""
        return len(self.classes) == 2

    @property
    def positive(self) -> str | None:
        """The positive class, None for more than two classes."""
        return self.classes[1] if self.binary else None
