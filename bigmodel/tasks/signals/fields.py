"""The fields of signals: each column of the cases, and the signal itself, with its role and why."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from bigmodel.spec import Field, Kind, Problem, Role
from bigmodel.tasks.held_out import PART

SIGNAL = "signal"
ROLES = (
    Role(name="target", title="Condition", help="The condition of the machine, which is to be told.", required=True),
    Role(name="feature", title="Signal", help="What the model listens to.", kinds=("signal",), required=True),
    Role(name="speed", title="Shaft speed", help="Turns frequencies into multiples of it.", kinds=("number",)),
    Role(name="group", title="Group", help="Machine, recording or load: kept on one side of the split.", many=True),
    Role(name="id", title="Place", help="Says where a window comes from; never learnt.", many=True),
    Role(name="ignore", title="Ignore", help="Left out.", many=True),
)
_KNOWN: Mapping[str, tuple[Kind, str, str]] = {
    "label": ("category", "target", "says the condition"),
    "machine": ("category", "group", "windows of one machine belong together"),
    "recording": ("category", "group", "its windows are nearly alike"),
    "load": ("category", "group", "windows under one load belong together"),
    "speed": ("number", "speed", "the shaft's speed (rpm)"),
    "start": ("number", "id", "the place in the recording"),
    "time": ("date", "id", "when it was recorded"),
    PART: ("category", "ignore", "says what is test"),
}


def fields_of(cases: pa.Table, fixed: Mapping[str, str]) -> tuple[Field, ...]:
    """The signal, then the columns in the order of ``_KNOWN``.

    Args:
        cases: The cases of a dataset.
        fixed: Role to column; these win, and another column with a role that only one may have loses it.

    Raises:
        Problem: A column of ``fixed`` is not there.
    """
    fields = {SIGNAL: Field(name=SIGNAL, kind="signal", role="feature", reason="the signal itself")}
    for name, (kind, role, reason) in _KNOWN.items():
        if name in cases.column_names:
            fields[name] = Field(name=name, kind=kind, role=role, reason=reason)
    many = {role.name for role in ROLES if role.many}
    for role, column in fixed.items():
        if column not in fields:
            raise Problem(
                f"There is no column {column!r} for the role {role}", remedy=f"Columns are: {', '.join(fields)}."
            )
        for name, each in fields.items():
            if each.role == role and role not in many:
                fields[name] = each.model_copy(update={"role": "ignore", "reason": "another column was chosen"})
        fields[column] = fields[column].model_copy(update={"role": role, "reason": "chosen by you"})
    return tuple(fields.values())
