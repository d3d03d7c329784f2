"""Columns that a template offers to compute, where the data has what they are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bigmodel.data.words_in import matches
from bigmodel.spec import Derived, Field, Finding, Plan, Remedy
from bigmodel.spec.derived import Operation

_LEARNT = ("feature", "amount")


@dataclass(frozen=True)
class Proposal:
    """One column to offer.

    Attributes:
        name: What it would be called.
        left: Parts of names that point to the first column, the most telling first.
        operation: What is done with both.
        right: Parts of names that point to the second column.
        factor: The result is multiplied by it.
    """

    name: str
    left: tuple[str, ...]
    operation: Operation
    right: tuple[str, ...]
    factor: float = 1.0


def propose(plan: Plan, proposals: Sequence[Proposal]) -> tuple[Derived, ...]:
    """What can be computed from the features of a plan and is not yet among its columns."""
    made = {each.name for each in plan.derived}
    numbers = [
        field for field in plan.fields if field.kind == "number" and field.role in _LEARNT and field.name not in made
    ]
    known = {field.name for field in plan.fields}
    found = []
    for each in proposals:
        left, right = _best(numbers, each.left), _best(numbers, each.right)
        if left and right and left != right and each.name not in known:
            found.append(Derived(name=each.name, left=left, operation=each.operation, right=right, factor=each.factor))
    return tuple(found)


def offer(plan: Plan, proposals: Sequence[Proposal]) -> list[Finding]:
    """The finding that offers what can be computed; nothing where there is nothing to offer."""
    found = propose(plan, proposals)
    if not found:
        return []
    names = [each.name for each in found]
    told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    made = "; ".join(f"{each.name} = {each.formula}" for each in found)
    return [
        Finding(
            code="derived_offered",
            severity="note",
            title=f"{told[0].upper()}{told[1:]} often {'tells' if len(names) == 1 else 'tell'} more than the columns "
            "alone",
            detail=f"Computed from columns of the same row, in new data too: {made}.",
            remedies=(Remedy(label="Add it" if len(names) == 1 else "Add them", plan=plan.with_derived(found)),),
        )
    ]


def _best(fields: Sequence[Field], fragments: Sequence[str]) -> str | None:
    """The column that the most telling fragment finds; none where that fragment finds several."""
    places = [(place, field.name) for field in fields if (place := matches(field.name, fragments)) is not None]
    first = min((place for place, _ in places), default=None)
    names = [name for place, name in places if place == first]
    return names[0] if len(names) == 1 else None
