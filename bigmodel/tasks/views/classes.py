"""How well each class is told from the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bigmodel.evaluation.confusion import confusion, per_class
from bigmodel.evaluation.intervals import wilson
from bigmodel.evaluation.judge import classes_of
from bigmodel.figures.confusion import confusion_figure
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Block, Control, Interval, Sentence, Table, Words
from bigmodel.spec.numbers import interval, share, with_interval
from bigmodel.tasks.task import Dataset

MANY = 8
"""Classes from which the first answers are counted."""
FIRST = (3, 5)
ABSENT = "–"
"""The score of a class without a test case."""


class Classes:
    """Precision, recall and F1 of each class and who is taken for whom, on test data.

    Args:
        two: Whether two classes are shown too, at the threshold that validation chose. Where one of them is looked for,
            the decision tells more.
        matrix: Whether the matrix is shown; another view may show one that can be clicked.
    """

    title = "Classes"

    def __init__(self, *, two: bool = False, matrix: bool = True) -> None:
        self._two = two
        self._matrix = matrix

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """None."""
        return ()

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The table and the matrix; nothing before there is a result."""
        report, outcome = run.report(), run.spec().plan.outcome
        if report is None or outcome is None or (outcome.binary and not self._two):
            return ()
        cases = read_cases(run, "test")
        matrix = confusion(cases.y, classes_of(cases.score, report.threshold), len(outcome.classes))
        return [
            Sentence("Each class, weakest first", level=2),
            *among_first(cases, words),
            *([confusion_figure(matrix, outcome.classes)] if self._matrix else []),
            class_table(per_class(matrix, outcome.classes), words),
        ]


def among_first(cases: CaseScores, words: Words) -> list[Sentence]:
    """How often the right class is among the first answers, where there are many classes."""
    if cases.score.ndim == 1 or cases.score.shape[1] < MANY:
        return []
    # Of equal scores the right one counts as the last.
    place = (cases.score >= cases.score[np.arange(len(cases.y)), cases.y][:, None]).sum(axis=1)
    told = []
    for first in FIRST:
        right, total = int((place <= first).sum()), len(place)
        low, high = wilson(right, total)
        told.append(f"the first {first} for {share(right / total)} ({share(low)} to {share(high)})")
    return [Sentence(f"The right class is among {' and among '.join(told)} of the test {words.cases}.", level=4)]


def class_table(entries: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """One row a class, the weakest first; classes that the test data lack come last and have no scores."""
    ranked = sorted(entries, key=lambda entry: (not entry["count"], entry["f1"]["value"]))
    columns: dict[str, Sequence[Any]] = {
        "Class": [entry["class"] for entry in ranked],
        f"Test {words.cases}": [entry["count"] for entry in ranked],
    }
    columns["F1"] = [entry["f1"]["value"] if entry["count"] else None for entry in ranked]
    for name, title in (("f1", "F1, 95 %"), ("precision", "Precision"), ("recall", "Recall")):
        shown = interval if name == "f1" else with_interval
        columns[title] = [shown(Interval.model_validate(entry[name])) if entry["count"] else ABSENT for entry in ranked]
    formats = {"F1": "score", f"Test {words.cases}": "count"}
    return Table("", columns, formats)
