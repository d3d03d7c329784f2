"""Trouble with the target: missing values, one class, too few of one."""

from __future__ import annotations

import numpy as np

from bigmodel.data.checks.situation import Situation
from bigmodel.spec import Finding, Plan, Problem, Remedy
from bigmodel.spec.numbers import share

LEAST = 10
"""Rows of each class below which training is refused (two classes)."""

ENOUGH = 20
"""Positives in the test below which figures can't be told."""


def check_missing_target(situation: Situation) -> list[Finding]:
    """Rows whose target is missing or no class."""
    missing = int((situation.y < 0).sum())
    if not missing:
        return []
    part = missing / len(situation.y)
    return [
        Finding(
            code="target_missing",
            severity="warning" if part > 0.05 else "note",
            title=f"{missing:,} rows have no {situation.target.name}",
            detail=f"They are left out of training, validation and test: {share(part)} of the rows.",
            column=situation.target.name,
        )
    ]


def check_classes(situation: Situation) -> list[Finding]:
    """Classes that no row has, or far too few rows."""
    counts, classes = situation.counts, situation.outcome.classes
    present = int((counts > 0).sum())
    if present < 2:
        said = f"holds only {classes[int(counts.argmax())]}" if present else "has no row with a class"
        return [_stop("one_class", f"The target {situation.target.name} {said}",
                      "There is nothing to tell apart. Choose another target.", situation)]  # fmt: skip
    if not situation.outcome.binary:
        return _rare_classes(situation)
    rare = int(counts.argmin())
    if counts[rare] >= LEAST:
        return []
    return [_stop("too_few", f"Only {counts[rare]:,} rows are {classes[rare]}",
                  f"At least {LEAST} are needed to learn from, some hundreds to learn well.", situation)]  # fmt: skip


def check_test_positives(situation: Situation) -> list[Finding]:
    """Too few positives in a part to judge by."""
    if isinstance(situation.parts, Problem) or situation.counts.min() < LEAST or not situation.outcome.binary:
        return []
    parts = {"training": situation.parts.train, "validation": situation.parts.validation, "test": situation.parts.test}
    name = situation.outcome.positive
    found = {part: np.bincount(situation.y[rows], minlength=2) for part, rows in parts.items()}
    for part, (negatives, positives) in found.items():
        if not positives or not negatives:
            lacking = name if not positives else situation.outcome.classes[0]
            return [
                _stop(
                    "part_without_class",
                    f"No row of the {part} part is {lacking}",
                    "It can't be learnt or judged like this.",
                    situation,
                    _random(situation.plan),
                )
            ]
    positives = int(found["test"][1])
    if positives >= ENOUGH:
        return []
    return [
        Finding(
            code="few_in_test",
            severity="warning",
            title=f"Only {positives} rows of the test are {name}",
            detail=f"With fewer than {ENOUGH} the result is too uncertain to tell one model from another.",
            column=situation.target.name,
            remedies=_larger_test(situation.plan, positives),
        )
    ]


def _rare_classes(situation: Situation) -> list[Finding]:
    rare = [
        (name, int(count))
        for name, count in zip(situation.outcome.classes, situation.counts, strict=True)
        if count < LEAST
    ]
    if not rare:
        return []
    shown = ", ".join(f"{name} ({count})" for name, count in rare[:5])
    more = f" and {len(rare) - 5} more" if len(rare) > 5 else ""
    return [
        Finding(
            code="rare_classes",
            severity="warning",
            title=f"Classes with fewer than {LEAST} rows: {shown}{more}",
            detail="They can hardly be learnt, and their figures can't be told.",
            column=situation.target.name,
        )
    ]


def _larger_test(plan: Plan, positives: int) -> tuple[Remedy, ...]:
    if plan.split.kind == "column" or plan.split.test >= 0.3 or positives * 0.3 / plan.split.test < ENOUGH:
        return ()
    split = plan.split.model_copy(update={"test": 0.3})
    return (Remedy(label="Keep 30 % for the test", plan=plan.model_copy(update={"split": split})),)


def _random(plan: Plan) -> tuple[Remedy, ...]:
    if plan.split.kind == "stratified":
        return ()
    split = plan.split.model_copy(update={"kind": "stratified", "column": None})
    return (Remedy(label="Split at random", plan=plan.model_copy(update={"split": split})),)


def _stop(code: str, title: str, detail: str, situation: Situation, remedies: tuple[Remedy, ...] = ()) -> Finding:
    return Finding(
        code=code, severity="stop", title=title, detail=detail, column=situation.target.name, remedies=remedies
    )
