"""One thing that a what-if changes, in a case or in many."""

from __future__ import annotations

from typing import Literal

from bigmodel.spec.record import Record

How = Literal["set", "add", "times", "missing", "noise", "leave_out"]
"""``set`` to a value, ``add`` a number, ``times`` a number, make it ``missing``, add random ``noise`` of a share of the
field's own spread, ``leave_out`` the cases that have a value."""


class Change(Record):
    """What becomes of a field.

    Attributes:
        field: The field's name.
        how: What is done to it.
        value: The number or text that it takes; None where ``how`` needs none. A date is text in ISO 8601.
    """

    field: str
    how: How = "set"
    value: float | str | None = None
