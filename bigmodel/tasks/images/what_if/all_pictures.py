"""All test pictures under other conditions: how much worse the model would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.confusion import confusion, macro, macro_interval
from bigmodel.evaluation.intervals import wilson
from bigmodel.evaluation.judge import classes_of
from bigmodel.figures.change_curve import accuracy_curve
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.pictures import encode_pictures
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Block, Control, Interval, Metric, Sentence, Table, Words
from bigmodel.spec.numbers import count, interval, score, share
from bigmodel.tasks.images.what_if.altered import Altered
from bigmodel.tasks.images.what_if.axes import Axis, axis_of, change_controls
from bigmodel.tasks.task import Dataset, Section

TITLE = "Change every test picture"
MOST, ALONG = 300, 50
"""Pictures that are changed at most, and those of a point of the curve: an answer within seconds."""
POINTS = 9
"""Points of the curve at most."""

Matrix = NDArray[np.int64]


class AllPictures:
    """The same change in all test pictures."""

    title = TITLE
    section: Section = "A population"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """What is done to the pictures."""
        return change_controls() if run.report() is not None else ()

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """Accuracy and macro F1 beside what they were, accuracy along one change, and what becomes of each class.

        Raises:
            Problem: The bundle or the scores are gone.
        """
        outcome = run.spec().plan.outcome
        if run.report() is None or outcome is None:
            return ()
        head = Sentence(TITLE, level=2)
        if data is None:
            return [head, Sentence("The dataset was deleted, so its pictures can't be changed.")]
        bundle, cases = Bundle.load(run.bundle, threads=2), read_cases(run, "test")
        altered, axis = Altered.of(values), axis_of(values)
        places = spread(len(cases.row), MOST)
        y, number = cases.y[places], len(outcome.classes)
        before = classes_of(cases.score[places], bundle.schema.threshold)
        after = before if altered.nothing else _answers(bundle, data, cases, places, altered)
        was, now = (confusion(y, answers, number) for answers in (before, after))
        return [
            head,
            Sentence(_told(was, now, int((before != after).sum()), words, changed=not altered.nothing)),
            *_metrics(was, now, flipped=float((before != after).mean())),
            _curve(bundle, data, cases, altered, axis),
            _table(was, now, outcome.classes, words),
            Sentence(_said(len(places), len(cases.row), min(ALONG, len(places)), words), level=4),
        ]


def spread(number: int, most: int) -> NDArray[np.int64]:
    """At most so many positions, evenly spread over 0 to ``number``, int64."""
    return np.unique(np.linspace(0, number - 1, min(number, most)).round().astype(np.int64))


def _answers(
    bundle: Bundle, data: Dataset, cases: CaseScores, places: NDArray[np.int64], altered: Altered
) -> NDArray[np.int64]:
    """Class index that is named for each picture once it is changed, (n,)."""
    pictures = altered.of_pictures(np.asarray(data.take(cases.row[places]), np.uint8))
    return classes_of(bundle.score(encode_pictures(pictures, bundle.schema.encoder)), bundle.schema.threshold)


def _curve(bundle: Bundle, data: Dataset, cases: CaseScores, altered: Altered, axis: Axis) -> Block:
    places = spread(len(cases.row), ALONG)
    points = axis.points()
    points = points[(points // axis.step) % -(-len(points) // POINTS) == 0]
    right = []
    for point in points.tolist():
        answers = _answers(bundle, data, cases, places, axis.at(altered, point))
        right.append(int((answers == cases.y[places]).sum()))
    return accuracy_curve(
        points.tolist(),
        [hits / len(places) for hits in right],
        [wilson(hits, len(places)) for hits in right],
        here=getattr(altered, axis.name),
        axis=f"{axis.title.lower()} ({axis.unit})",
    )


def _metrics(before: Matrix, after: Matrix, flipped: float) -> list[Block]:
    (was, _), (now, bounds) = (_accuracy(matrix) for matrix in (before, after))
    f1_was, f1_now = (float(macro(matrix)[2]) for matrix in (before, after))
    low, high = macro_interval(after)[2]
    f1 = Interval(value=f1_now, low=low, high=high)
    return [
        Metric(
            "Accuracy", score(now), f"{interval(bounds)}, was {score(was)}", tone="plain" if now >= was else "caution"
        ),
        Metric("Macro F1", score(f1_now), f"{interval(f1)}, was {score(f1_was)}"),
        Metric("Answers that flip", share(flipped), "of these pictures"),
    ]


def _accuracy(matrix: Matrix) -> tuple[float, Interval]:
    right, total = int(np.trace(matrix)), int(matrix.sum())
    low, high = wilson(right, total)
    return right / total, Interval(value=right / total, low=low, high=high)


def _table(before: Matrix, after: Matrix, classes: Sequence[str], words: Words) -> Block:
    there = after.sum(axis=1)
    known = there > 0
    rights = {"Named right": after, "Was": before}
    cases = words.cases[:1].upper() + words.cases[1:]
    return Table(
        "What becomes of each class",
        {
            "Class": [name for name, some in zip(classes, known, strict=True) if some],
            cases: there[known].tolist(),
            **{name: (np.diag(matrix)[known] / there[known]).tolist() for name, matrix in rights.items()},
        },
        {cases: "count", "Named right": "share", "Was": "share"},
    )


def _told(before: Matrix, after: Matrix, flipped: int, words: Words, *, changed: bool) -> str:
    total = int(after.sum())
    was, now = (int(np.trace(matrix)) for matrix in (before, after))
    if not changed:
        return f"Of {count(total)} test {words.cases} {count(was)} are named right. Move a slider to change them all."
    start = f"Of {count(total)} test {words.cases} {count(now)} are named right, {count(was)} before"
    return f"{start}; {count(flipped)} {'is' if flipped == 1 else 'are'} named otherwise."


def _said(measured: int, tested: int, along: int, words: Words) -> str:
    part = f"all {count(tested)}" if measured == tested else f"{count(measured)} of {count(tested)}"
    curve = "" if along == measured else f", the curve on {count(along)} of them"
    return f"Measured on {part} test {words.cases}{curve}."
