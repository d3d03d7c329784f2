"""What to know about data and plan before training, each with the change that mends it."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from bigmodel.data.checks.answers import check_answers, check_left_out
from bigmodel.data.checks.columns import check_empty, check_ids, check_many_categories, check_prose
from bigmodel.data.checks.computed import check_computed
from bigmodel.data.checks.groups import check_groups
from bigmodel.data.checks.order import check_time, check_time_missing
from bigmodel.data.checks.rows import check_duplicates
from bigmodel.data.checks.situation import Situation
from bigmodel.data.checks.target import (
    check_chosen_target,
    check_classes,
    check_missing_target,
    check_parts,
    check_test_positives,
)
from bigmodel.data.checks.wording import TABLE, Wording
from bigmodel.data.facts import facts_of
from bigmodel.data.outcome import guess_outcome, outcome_or_none
from bigmodel.data.roles import find_target
from bigmodel.spec import Finding, Plan, Problem, Remedy

_CHECKS: dict[str, Callable[[Situation], list[Finding]]] = {
    "one class": check_classes,
    "target by its place": check_chosen_target,
    "missing target": check_missing_target,
    "classes in every part": check_parts,
    "too few positives": check_test_positives,
    "columns that tell the answer": check_answers,
    "columns left out for that": check_left_out,
    "computed columns": check_computed,
    "one group on both sides": check_groups,
    "time": check_time,
    "missing times": check_time_missing,
    "free text": check_prose,
    "ids": check_ids,
    "constant columns": check_empty,
    "very many categories": check_many_categories,
    "duplicates": check_duplicates,
}
_OF_TARGET = ("one class", "missing target", "classes in every part", "too few positives")
"""What is looked for where cases have no columns of their own."""
_GRAVITY = ("stop", "warning", "note", "good")


def check(table: pa.Table, plan: Plan, wording: Wording = TABLE) -> list[Finding]:
    """Look for trouble.

    Args:
        table: The data.
        plan: The plan to check it under; fields that are no columns are passed over.
        wording: The words in which to speak of rows and target.

    Returns:
        Findings, gravest first; the last, ``good``, counts the checks that found nothing.
    """
    situation = _situation(table, plan, wording)
    if isinstance(situation, Finding):
        return [situation]
    found: list[Finding] = []
    quiet: list[str] = []
    for name in _CHECKS if wording.columns else _OF_TARGET:
        new = _CHECKS[name](situation)
        found += new
        quiet += [] if new else [name]
    if not any(finding.severity == "stop" for finding in found) and isinstance(situation.parts, Problem):
        found.append(_no_split(plan, situation.parts))
    found.sort(key=lambda finding: _GRAVITY.index(finding.severity))
    if quiet:
        count = f"{len(quiet)} {'other ' if found else ''}{'check' if len(quiet) == 1 else 'checks'} found nothing"
        found.append(Finding(code="good", severity="good", title=count, detail=f"{', '.join(quiet).capitalize()}."))
    return found


def _situation(table: pa.Table, plan: Plan, wording: Wording) -> Situation | Finding:
    target = plan.one("target")
    if target is None or target.name not in table.column_names:
        title = "No column is the target" if target is None else f"The target {target.name} is not in the data"
        return Finding(
            code="no_target",
            severity="stop",
            title=title,
            detail="Choose the column with the outcome that is to be predicted.",
            remedies=_target_remedies(table, plan),
        )
    if plan.outcome is None:
        return _no_outcome(table, plan, target.name)
    return Situation(table, plan, target, plan.outcome, wording)


def _no_outcome(table: pa.Table, plan: Plan, target: str) -> Finding:
    try:
        outcome = guess_outcome(table, target)
    except Problem as problem:
        return Finding(code="one_class", severity="stop", title=problem.what, detail=problem.remedy, column=target)
    remedy = Remedy(label="Take the classes of this column", plan=plan.model_copy(update={"outcome": outcome}))
    return Finding(
        code="no_outcome",
        severity="stop",
        title=f"The classes of {target} are not chosen",
        column=target,
        remedies=(remedy,),
    )


def _target_remedies(table: pa.Table, plan: Plan) -> tuple[Remedy, ...]:
    found = find_target(facts_of(table), ())
    if found is None or all(field.name != found[0].name for field in plan.fields):
        return ()
    name = found[0].name
    changed = plan.with_role(name, "target", found[1])
    changed = changed.model_copy(update={"outcome": outcome_or_none(table, name)})
    return (Remedy(label=f"Predict {name}"[:60], plan=changed),)


def _no_split(plan: Plan, problem: Problem) -> Finding:
    remedies: tuple[Remedy, ...] = ()
    if plan.split.kind != "stratified":
        split = plan.split.model_copy(update={"kind": "stratified", "column": None})
        remedies = (Remedy(label="Split at random", plan=plan.model_copy(update={"split": split})),)
    return Finding(code="no_split", severity="stop", title=problem.what, detail=problem.remedy, remedies=remedies)
