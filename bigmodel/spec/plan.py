"""What is to be done with a dataset: roles, outcome, split, network, costs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import pydantic

from bigmodel.spec.derived import Derived
from bigmodel.spec.outcome import Outcome
from bigmodel.spec.problem import Problem
from bigmodel.spec.record import Record
from bigmodel.spec.schema import Field
from bigmodel.spec.words import Called


class Split(Record):
    """How rows are divided into training, validation and test.

    Attributes:
        kind: ``stratified`` at random with equal class shares, ``time`` (train on the past, judge on the
            future), ``group`` (no group on two sides), ``column`` (a column names train/validation/test),
            ``last`` (what each user chose last is the test, what he chose before that the validation).
        column: The time, group or split column; None for ``stratified`` and ``last``.
        gap: Days left out between the parts of a time split.
        validation: Share of rows for validation.
        test: Share of rows for the test.
        seed: The seed of the random splits.
    """

    kind: Literal["stratified", "time", "group", "column", "last"] = "stratified"
    column: str | None = None
    gap: float = pydantic.Field(0.0, ge=0)
    validation: float = pydantic.Field(0.15, gt=0, lt=0.5)
    test: float = pydantic.Field(0.15, gt=0, lt=0.5)
    seed: int = pydantic.Field(0, ge=0, le=2**31 - 1)


class Costs(Record):
    """What mistakes cost, in the user's currency.

    Attributes:
        false_alarm: Cost of flagging a harmless case.
        miss: Cost of missing a positive case, where ``miss_is_amount`` is false or the amount is missing.
        miss_is_amount: Whether a missed case costs the amount in its own row.
        currency: The sign that is shown, for example ``"€"``.
    """

    false_alarm: float = pydantic.Field(15.0, ge=0)
    miss: float = pydantic.Field(150.0, ge=0)
    miss_is_amount: bool = False
    currency: str = pydantic.Field("€", min_length=1, max_length=4)


class Plan(Record):
    """All choices about a run beyond its dataset; part of ``spec.json``.

    Attributes:
        template: Slug of the use case.
        fields: Every field of the dataset with its role.
        outcome: What is predicted; None while no target is chosen.
        split: How rows are divided.
        network: Name of the network, a key of the task's ``networks``.
        hparams: The hyper-parameters that differ from the defaults of that network's class.
        costs: What mistakes cost.
        options: What the kind of data asks beyond roles and split, by name (how a log is cleaned, how recordings are
            cut into windows); the task knows the names and their defaults.
        derived: Columns that are computed from others. Each has a field of its own, whose role says whether it is
            learnt.
        called: What a row is called; None takes the template's words.
    """

    template: str
    fields: tuple[Field, ...]
    outcome: Outcome | None
    split: Split = Split()
    network: str
    hparams: dict[str, Any] = {}
    costs: Costs = Costs()
    options: dict[str, Any] = {}
    derived: tuple[Derived, ...] = ()
    called: Called | None = None

    def named(self, role: str) -> tuple[Field, ...]:
        """The fields that have a role, in order."""
        return tuple(field for field in self.fields if field.role == role)

    def one(self, role: str) -> Field | None:
        """The field that has a role, None where no field has it."""
        return next(iter(self.named(role)), None)

    def with_role(self, name: str, role: str, reason: str = "chosen by you") -> Plan:
        """The same plan with another role for one field.

        Raises:
            Problem: There is no such field.
        """
        if all(field.name != name for field in self.fields):
            known = ", ".join(field.name for field in self.fields)
            raise Problem(f"There is no column {name!r}", remedy=f"Columns are: {known}.")
        changed = tuple(
            field.model_copy(update={"role": role, "reason": reason}) if field.name == name else field
            for field in self.fields
        )
        return self.model_copy(update={"fields": changed})

    def with_derived(self, derived: Iterable[Derived]) -> Plan:
        """The same plan with further columns that are computed, each a feature.

        Raises:
            Problem: A name is taken, or a column is made from one that is absent, computed itself, or the target.
        """
        plan = self
        for each in derived:
            _check_derived(plan, each)
            field = Field(name=each.name, kind="number", role="feature", reason=each.formula)
            plan = plan.model_copy(update={"fields": (*plan.fields, field), "derived": (*plan.derived, each)})
        return plan


def _check_derived(plan: Plan, derived: Derived) -> None:
    roles = {field.name: field.role for field in plan.fields}
    made = {each.name for each in plan.derived}
    if derived.name in roles:
        raise Problem(f"There is a column {derived.name!r} already", remedy="Choose another name.")
    for source in derived.sources:
        if source not in roles or source in made:
            known = ", ".join(name for name in roles if name not in made)
            raise Problem(
                f"{derived.name!r} can't be made: {source!r} is no column of the data", remedy=f"Columns are: {known}."
            )
        if roles[source] == "target":
            raise Problem(f"{derived.name!r} would be made from the target", remedy="Choose other columns.")
