"""One thing that a what-if changes, in a case or in many."""

from __future__ import annotations

from typing import Literal

from bigmodel.spec.record import Record

How = Literal["set", "add", "times", "missing", "noise", "leave_out", "share"]
"""``set`` to a value, ``add`` a number, ``times`` a number, make it ``missing``, add random ``noise`` of a share of the
field's own spread, ``leave_out`` the cases that have a value, multiply the ``share`` of the cases that have one."""

NIGHT = "night"
"""The value of a date for ``leave_out`` and ``share`` that stands for the hours from 22:00 to 6:00."""


class Change(Record):
    """What becomes of a field.

    Attributes:
        field: The field's name.
        how: What is done to it.
        value: The number or text that it takes; None where ``how`` needs none. A date is text in ISO 8601.
        factor: By how much ``share`` multiplies.
    """

    field: str
    how: How = "set"
    value: float | str | None = None
    factor: float = 1.0
