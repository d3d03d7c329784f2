"""Rows that stand in the table more than once."""

from __future__ import annotations

import numpy as np

from bigmodel.data.checks.situation import Situation
from bigmodel.data.copies import DROP, first_places
from bigmodel.spec import Finding, Plan, Problem, Remedy


def check_duplicates(situation: Situation) -> list[Finding]:
    """Rows that are equal in all that is learnt and in the target, counted where equal rows are no matter of course."""
    dropped = bool(situation.plan.options.get(DROP))
    if not dropped and not _telling(situation):
        return []
    first = first_places(situation.table, situation.plan)
    again = int((first != np.arange(len(first))).sum())
    if not again:
        return []
    if dropped:
        return [_left_out(situation.plan, again)]
    crossing = ""
    if not isinstance(situation.parts, Problem):
        both = int(np.isin(first[situation.parts.test], first[situation.parts.train]).sum())
        crossing = f" {both:,} test rows have a twin in training: the model has seen their answers." if both else ""
    return [
        Finding(
            code="duplicates",
            severity="note",
            title=f"{again:,} rows are exact copies of another",
            detail=f"Copies count twice in every figure.{crossing}",
            remedies=(Remedy(label="Leave the copies out", plan=_with(situation.plan, True)),),
        )
    ]


def _telling(situation: Situation) -> bool:
    """Whether rows hold enough that two are hardly ever alike by chance."""
    named = [*situation.learnt, situation.target]
    return any(situation.facts(each.name).number and situation.facts(each.name).distinct > 100 for each in named)


def _left_out(plan: Plan, again: int) -> Finding:
    return Finding(
        code="duplicates_left_out",
        severity="good",
        title=f"{again:,} exact copies of another row are left out",
        detail="The first of each stays.",
        remedies=(Remedy(label="Keep the copies", plan=_with(plan, False)),),
    )


def _with(plan: Plan, drop: bool) -> Plan:
    options = {name: value for name, value in plan.options.items() if name != DROP}
    return plan.model_copy(update={"options": options | ({DROP: True} if drop else {})})
