"""What a check found in data and plan, and the change that mends it."""

from __future__ import annotations

from typing import Literal

from bigmodel.spec.plan import Plan
from bigmodel.spec.record import Record


class Remedy(Record):
    """A change that one click makes.

    Attributes:
        label: The words on the button, a verb first: "Leave it out".
        plan: The plan after the change.
    """

    label: str
    plan: Plan


class Finding(Record):
    """One thing to know before training.

    Attributes:
        code: A stable name, for example ``"leak"``.
        severity: ``stop`` (training is refused), ``warning``, ``note`` or ``good``.
        title: What was found. Names of columns stand in it as plain text; whoever draws it escapes it.
        detail: Why it matters, measured where possible.
        column: The column it is about, None where it is about the whole.
        remedies: The changes offered, best first.
    """

    code: str
    severity: Literal["stop", "warning", "note", "good"]
    title: str
    detail: str = ""
    column: str | None = None
    remedies: tuple[Remedy, ...] = ()
