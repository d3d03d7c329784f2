"""``--derive``: columns that are computed from two others."""

from __future__ import annotations

from collections.abc import Sequence

from bigmodel.spec import Derived, Plan, Problem
from bigmodel.spec.derived import Operation
from bigmodel.templates.proposal import propose
from bigmodel.templates.template import Template

OFFERED = "offered"
_OPERATIONS: dict[str, Operation] = {"-": "difference", "+": "sum", "*": "product", "/": "ratio"}


def with_computed(template: Template, plan: Plan, words: Sequence[str]) -> Plan:
    """The plan with the columns that ``NAME=LEFT*RIGHT`` or ``offered`` ask for.

    Raises:
        Problem: A word is neither, names a column that is not there, or this kind of data has no computed columns.
    """
    if words and template.task.kind != "tabular":
        raise Problem("Columns can only be computed in tables", remedy="Leave --derive out.")
    for word in words:
        plan = plan.with_derived(propose(plan, template.proposals) if word == OFFERED else [parse_derived(word, plan)])
    return plan


def parse_derived(word: str, plan: Plan) -> Derived:
    """Read ``NAME=LEFT*RIGHT``; the sign is one of ``- + * /``, names may hold spaces and signs.

    Raises:
        Problem: It is none.
    """
    name, sign, formula = (part.strip() for part in word.partition("="))
    known = {field.name for field in plan.fields}
    if not name or not sign:
        raise Problem(f"--derive takes NAME=LEFT*RIGHT or {OFFERED}, not {word!r}")
    for place, letter in enumerate(formula):
        left, right = formula[:place].strip(), formula[place + 1 :].strip()
        # A name may hold the sign itself, so both sides have to be columns.
        if letter in _OPERATIONS and left in known and right in known:
            return Derived(name=name, left=left, operation=_OPERATIONS[letter], right=right)
    raise Problem(
        f"--derive can't read {formula!r}",
        remedy=f"Write two columns with one of {' '.join(_OPERATIONS)} between them. Columns are: "
        f"{', '.join(sorted(known))}.",
    )
