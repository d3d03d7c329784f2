"""Numbers made from two columns of the same row, such as power from torque and speed."""

from __future__ import annotations

from typing import Literal

import pydantic

from bigmodel.spec.record import Record

Operation = Literal["difference", "sum", "product", "ratio"]

_SIGNS = {"difference": "-", "sum": "+", "product": "×", "ratio": "/"}


class Derived(Record):
    """One column that is computed, in training and when scoring alike.

    Attributes:
        name: Its name, which no column of the data has.
        left: The first column.
        operation: What is done with both.
        right: The second column.
        factor: The result is multiplied by it: power in watts from newton metres and turns a minute is
            ``product`` times 2 pi / 60.
    """

    name: str = pydantic.Field(min_length=1)
    left: str
    operation: Operation
    right: str
    factor: float = 1.0

    @property
    def sources(self) -> tuple[str, str]:
        """The columns that it is made from."""
        return (self.left, self.right)

    @property
    def formula(self) -> str:
        """How it is made, in words and signs: ``torque × speed × 0.1047``."""
        plain = f"{self.left} {_SIGNS[self.operation]} {self.right}"
        if self.factor == 1.0:
            return plain
        return f"{plain if self.operation in ('product', 'ratio') else f'({plain})'} × {self.factor:.4g}"
