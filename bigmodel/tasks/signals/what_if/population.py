"""All windows of a part changed alike: what the result would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.confusion import confusion, macro, macro_interval
from bigmodel.evaluation.intervals import wilson
from bigmodel.evaluation.judge import classes_of
from bigmodel.figures.noise import right_by_noise_figure
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.signals import Signals
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, Part, read_cases
from bigmodel.spec import Block, Control, Figure, Metric, Outcome, Sentence, Table, Words
from bigmodel.spec.numbers import count, score, share
from bigmodel.tasks.signals.dataset import SignalDataset, heard
from bigmodel.tasks.signals.healthy import fault_score, healthy_class
from bigmodel.tasks.signals.views.watch import alarm_line
from bigmodel.tasks.signals.what_if.altered import Altered
from bigmodel.tasks.signals.what_if.asked import altered_by, ask_changed, change_controls
from bigmodel.tasks.task import Dataset, Section

TITLE = "All windows, changed"
PARTS: Mapping[str, Part] = {"Test": "test", "Validation": "validation"}
MOST = 2000
"""Windows that are asked about; of more, evenly spaced ones."""
CURVE = 200
"""Windows of each point of the curve."""
LEVELS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)


class AllWindows:
    """The same changes made to every window of a part, with the result before and after."""

    title = TITLE
    section: Section = "A population"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Which windows, and what becomes of them."""
        if run.report() is None or run.spec().plan.outcome is None:
            return ()
        part = Control(name="part", title="Windows", kind="choice", default="Test", options=tuple(PARTS))
        return (part, *change_controls(run))

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """Accuracy, macro F1, missed faults and false alarms, now and before; each class; what noise does.

        Raises:
            Problem: The bundle is gone or damaged.
        """
        plan = run.spec().plan
        if run.report() is None or plan.outcome is None:
            return ()
        if not isinstance(data, SignalDataset):
            return [Sentence(TITLE, level=2), Sentence("The dataset was deleted, so its windows can't be asked about.")]
        part = PARTS.get(str(values.get("part")), "test")
        every = read_cases(run, part)
        cases, few = some(every, MOST), some(every, CURVE)
        bundle = Bundle.load(run.bundle, threads=2)
        altered = altered_by(values, bundle.schema)
        after = replace(cases, score=ask_changed(bundle, heard(data, cases.row, plan), cases.row, altered))
        line, threshold = alarm_line(run, plan.outcome), bundle.schema.threshold
        remark = "Windows of one recording are alike, so the intervals are too narrow."
        if len(cases.row) < len(every.row):
            remark += f" Asked were {count(len(cases.row))} of {count(len(every.row))}, evenly spaced."
        return [
            Sentence(TITLE, level=2),
            Sentence(said(cases, after, threshold, words, part, changed=altered != Altered())),
            *cards(cases, after, plan.outcome, threshold, line),
            _curve(bundle, heard(data, few.row, plan), few, altered, name_of_cases=words.cases),
            each_class(cases, after, plan.outcome, threshold),
            Sentence(remark, level=4),
        ]


def some(cases: CaseScores, most: int) -> CaseScores:
    """At most so many cases, evenly spaced."""
    if len(cases.row) <= most:
        return cases
    kept = np.linspace(0, len(cases.row) - 1, most).round().astype(int)
    return CaseScores(cases.row[kept], cases.y[kept], cases.score[kept])


def said(
    before: CaseScores, after: CaseScores, threshold: float | None, words: Words, part: Part, *, changed: bool
) -> str:
    """What becomes of the answers, in words."""
    was, now = (classes_of(each.score, threshold) for each in (before, after))
    total = len(before.y)
    right = [int((named == before.y).sum()) for named in (was, now)]
    moved = int((was != now).sum())
    start = f"Of {count(total)} {part} {words.cases}"
    if not changed:
        return f"{start} {count(right[0])} are named right. Move a slider to change them all."
    if not moved:
        return f"{start} none is named otherwise: {count(right[0])} are named right."
    return f"{start} {count(right[1])} are named right, {count(right[0])} before; {count(moved)} are named otherwise."


def cards(
    before: CaseScores, after: CaseScores, outcome: Outcome, threshold: float | None, line: float
) -> list[Metric]:
    """Each number now, with its interval, beside what it was."""
    y, total, size = before.y, len(before.y), len(outcome.classes)
    named = [classes_of(each.score, threshold) for each in (before, after)]
    right = [int((each == y).sum()) for each in named]
    matrices = [confusion(y, each, size) for each in named]
    f1 = [float(macro(matrix)[2]) for matrix in matrices]
    low, high = macro_interval(matrices[1])[2]
    found = [
        _share("Accuracy", right[1], right[0], total, ""),
        Metric("Macro F1", score(f1[1]), f"{score(low)} to {score(high)}, was {score(f1[0])}"),
    ]
    healthy = healthy_class(outcome)
    if healthy is None:
        return found
    faulty = y != healthy
    alarms = [fault_score(each.score, healthy) >= line for each in (before, after)]
    help = f"At the alarm line that validation chose, a fault score of {score(line)}."
    if faulty.any():
        missed = [int((~each & faulty).sum()) for each in alarms]
        found.append(_share("Missed faults", missed[1], missed[0], int(faulty.sum()), help))
    if not faulty.all():
        false = [int((each & ~faulty).sum()) for each in alarms]
        found.append(_share("False alarms", false[1], false[0], int((~faulty).sum()), help))
    return found


def _share(title: str, now: int, was: int, total: int, help: str) -> Metric:
    low, high = wilson(now, total)
    beside = f"{share(low).removesuffix(' %')} to {share(high)}, was {share(was / total)}"
    return Metric(title, share(now / total), beside, help)


def each_class(before: CaseScores, after: CaseScores, outcome: Outcome, threshold: float | None) -> Table:
    """How many windows of each class are named right, before and now, and what they are then taken for."""
    was, now = (classes_of(each.score, threshold) for each in (before, after))
    there = [place for place in range(len(outcome.classes)) if (before.y == place).any()]
    masks = [before.y == place for place in there]

    def taken(place: int, mask: NDArray[np.bool_]) -> str:
        others = np.bincount(now[mask & (now != place)], minlength=len(outcome.classes))
        return f"{outcome.classes[int(others.argmax())]}, {count(int(others.max()))} times" if others.any() else "–"

    columns: dict[str, Sequence[Any]] = {
        "Class": [outcome.classes[place] for place in there],
        "Windows": [int(mask.sum()) for mask in masks],
        "Named right before": [float((was[mask] == place).mean()) for place, mask in zip(there, masks, strict=True)],
        "Named right now": [float((now[mask] == place).mean()) for place, mask in zip(there, masks, strict=True)],
        "Mostly taken for": [taken(place, mask) for place, mask in zip(there, masks, strict=True)],
    }
    formats = {"Windows": "count", "Named right before": "share", "Named right now": "share"}
    return Table("Each class", columns, formats)


def _curve(bundle: Bundle, signals: Signals, cases: CaseScores, altered: Altered, *, name_of_cases: str) -> Figure:
    right = []
    for level in LEVELS:
        score = ask_changed(bundle, signals, cases.row, replace(altered, noise=level))
        right.append(int((classes_of(score, bundle.schema.threshold) == cases.y).sum()))
    total = len(cases.y)
    bounds = [wilson(each, total) for each in right]
    return right_by_noise_figure(LEVELS, [each / total for each in right], bounds, name_of_cases, here=altered.noise)
