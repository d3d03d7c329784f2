"""Trouble with the target: missing values, one class, too few of one."""

from __future__ import annotations

import numpy as np

from bigmodel.data.checks.situation import Situation, names_of, without
from bigmodel.data.checks.wording import Wording
from bigmodel.data.labels import class_codes
from bigmodel.data.outcome import outcome_or_none
from bigmodel.data.roles import LAST, find_target
from bigmodel.spec import Finding, Outcome, Plan, Problem, Remedy
from bigmodel.spec.numbers import share

LEAST = 10
"""Rows of each class below which training is refused (two classes)."""

ENOUGH = 20
"""Positives in the test below which figures can't be told."""

MISSING, LEFT_OUT = "missing_target", "left out"
"""The plan's option that says so of rows without a target; a split never takes them."""

THREE = 3
"""Rows of a class from which a random split gives each part one."""

PARTS = {"train": "training", "validation": "validation", "test": "test"}


def check_chosen_target(situation: Situation) -> list[Finding]:
    """A target that only its place speaks for: the outcome may be another column, or not in the file at all."""
    target = situation.target
    if not target.reason.startswith(LAST):
        return []
    return [
        Finding(
            code="target_by_place",
            severity="note",
            title=f"{target.name} is taken for the target: it is the last column",
            detail="No column is called like an outcome. If another one is meant, give it the role Target in the table "
            "of columns.",
            column=target.name,
        )
    ]


def check_missing_target(situation: Situation) -> list[Finding]:
    """Rows whose target is missing or no class."""
    missing = int((situation.y < 0).sum())
    if not missing:
        return []
    part = missing / len(situation.y)
    name, words = situation.target.name, situation.wording
    cases, lacking = words.rows, words.lacks(name)
    settled = situation.plan.options.get(MISSING) == LEFT_OUT
    plan = situation.plan.model_copy(update={"options": {**situation.plan.options, MISSING: LEFT_OUT}})
    return [
        Finding(
            code="target_missing",
            severity="good" if settled else "warning" if part > 0.05 else "note",
            title=f"{_number(missing, words, f' without {lacking}')} left out"
            if settled
            else f"{_number(missing, words, verb=('has', 'have'))} no {lacking}",
            detail=f"{share(part)} of the {cases} can't be learnt from or judged on. "
            f"To use them, {words.mended(name)}.",
            column=name,
            remedies=() if settled else (Remedy(label=f"Leave those {cases} out", plan=plan),),
        )
    ]


def check_classes(situation: Situation) -> list[Finding]:
    """Classes that no row has, or far too few rows."""
    counts, classes, words = situation.counts, situation.outcome.classes, situation.wording
    present = int((counts > 0).sum())
    if present < 2:
        said = f"holds only {classes[int(counts.argmax())]}" if present else f"has no {words.row} with a class"
        other = "Choose another target, or bring" if words.chosen else "Bring"
        return [_stop("one_class", f"{words.holds(situation.target.name)} {said}",
                      f"There is nothing to tell apart. {other} {words.rows} of another class.",
                      situation)]  # fmt: skip
    if not situation.outcome.binary:
        return _rare_classes(situation)
    rare = int(counts.argmin())
    if counts[rare] >= LEAST:
        return []
    other = ", for example from a longer time, or choose a target that happens more often" if words.chosen else ""
    return [_stop("too_few", f"Only {_number(int(counts[rare]), words)} {classes[rare]}",
                  f"At least {LEAST} are needed to learn from, some hundreds to learn well. Bring more such "
                  f"{words.rows}{other}.", situation)]  # fmt: skip


def check_parts(situation: Situation) -> list[Finding]:
    """Classes that a part of the split lacks."""
    if isinstance(situation.parts, Problem) or (situation.outcome.binary and situation.counts.min() < LEAST):
        return []
    found: list[Finding] = []
    told: set[str] = set()
    classes = situation.outcome.classes
    for part, rows in vars(situation.parts).items():
        counts = np.bincount(situation.y[rows], minlength=len(classes))
        absent = [name for name, count in zip(classes, counts, strict=True) if not count and name not in told]
        # What training lacks is mended there.
        told |= set(absent) if part == "train" else set()
        if absent:
            found.append(_lacking(situation, PARTS[part], absent))
    return found


def _lacking(situation: Situation, part: str, absent: list[str]) -> Finding:
    """Of two classes each is needed everywhere; of more, training alone fails without one."""
    stop = situation.outcome.binary or part == PARTS["train"]
    detail = (
        "It can't be learnt or judged like this."
        if stop
        else f"How well {'it is' if len(absent) == 1 else 'they are'} told can't be judged."
    )
    return Finding(
        code="part_without_class",
        severity="stop" if stop else "warning",
        title=f"No {situation.wording.row} of the {part} part is {names_of(absent)}",
        detail=detail,
        column=situation.target.name,
        remedies=(*_random(situation, absent), *_without_classes(situation.plan, absent)),
    )


def check_test_positives(situation: Situation) -> list[Finding]:
    """Too few positives in the test to judge by."""
    if isinstance(situation.parts, Problem) or situation.counts.min() < LEAST or not situation.outcome.binary:
        return []
    positives = int((situation.y[situation.parts.test] == 1).sum())
    if not positives or positives >= ENOUGH:
        return []
    remedies = (*_larger_test(situation.plan), *_random(situation, [str(situation.outcome.positive)], positives))
    more = "" if remedies else " Bring more data: the split can't mend it."
    return [
        Finding(
            code="few_in_test",
            severity="warning",
            title=f"Only {_number(positives, situation.wording, ' of the test')} {situation.outcome.positive}",
            detail=f"With fewer than {ENOUGH} the result is too uncertain to tell one model from another.{more}",
            column=situation.target.name,
            remedies=remedies,
        )
    ]


def _number(cases: int, words: Wording, which: str = "", verb: tuple[str, str] = ("is", "are")) -> str:
    """So many cases with their verb: ``1 row is``, ``1,200 pictures of the test are``."""
    one = cases == 1
    return f"{cases:,} {words.row if one else words.rows}{which} {verb[0] if one else verb[1]}"


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
            title=f"Classes with fewer than {LEAST} {situation.wording.rows}: {shown}{more}",
            detail="They can hardly be learnt, and their figures can't be told.",
            column=situation.target.name,
            remedies=_without_classes(situation.plan, [name for name, _ in rare]),
        )
    ]


def _larger_test(plan: Plan) -> tuple[Remedy, ...]:
    if plan.split.kind == "column" or plan.split.test >= 0.3:
        return ()
    split = plan.split.model_copy(update={"test": 0.3})
    return (Remedy(label="Keep 30 % for the test", plan=plan.model_copy(update={"split": split})),)


def _random(situation: Situation, classes: list[str], now: int = 0) -> tuple[Remedy, ...]:
    """A random split, where it gives each of these classes three rows to divide and clearly more than there are now."""
    split = situation.plan.split
    if split.kind == "stratified":
        return ()
    counts = [int(situation.counts[situation.outcome.classes.index(name)]) for name in classes]
    if min(counts) < THREE or split.test * min(counts) <= 1.2 * now:
        return ()
    changed = split.model_copy(update={"kind": "stratified", "column": None})
    return (Remedy(label="Split at random", plan=situation.plan.model_copy(update={"split": changed})),)


def _without_classes(plan: Plan, absent: list[str]) -> tuple[Remedy, ...]:
    """The same plan without these classes, as far as two are left."""
    left = tuple(name for name in plan.outcome.classes if name not in absent) if plan.outcome else ()
    if len(left) < 2:
        return ()
    outcome = Outcome(classes=left)
    label = f"Leave {absent[0]} out" if len(absent) == 1 else f"Leave {len(absent)} classes out"
    return (Remedy(label=label[:60], plan=plan.model_copy(update={"outcome": outcome})),)


def _stop(code: str, title: str, detail: str, situation: Situation) -> Finding:
    return Finding(
        code=code,
        severity="stop",
        title=title,
        detail=detail,
        column=situation.target.name,
        remedies=_another_target(situation),
    )


def _another_target(situation: Situation) -> tuple[Remedy, ...]:
    """Another column that looks like an outcome and has enough rows of each class, where there is one."""
    others = [situation.facts(each.name) for each in situation.present if each.name != situation.target.name]
    found = find_target(others, ())
    outcome = outcome_or_none(situation.table, found[0].name) if found else None
    if found is None or outcome is None:
        return ()
    name = found[0].name
    codes = class_codes(situation.table[name], outcome)
    if np.bincount(codes[codes >= 0], minlength=len(outcome.classes)).min() < LEAST:
        return ()
    plan = without(situation.plan, [situation.target.name], "too few rows of one class to predict it")
    plan = plan.with_role(name, "target", found[1]).model_copy(update={"outcome": outcome})
    return (Remedy(label=f"Predict {name} instead"[:60], plan=plan),)
