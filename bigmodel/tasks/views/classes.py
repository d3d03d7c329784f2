"""How well each class is told from the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.evaluation.confusion import confusion, per_class
from bigmodel.evaluation.judge import classes_of
from bigmodel.figures.confusion import confusion_figure
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import read_cases
from bigmodel.spec import Block, Control, Interval, Sentence, Table, Words
from bigmodel.spec.numbers import interval, with_interval
from bigmodel.tasks.task import Dataset


class Classes:
    """Precision, recall and F1 of each class and who is taken for whom, on test data.

    Args:
        two: Whether two classes are shown too, at the threshold that validation chose. Where one of them is looked for,
            the decision tells more.
    """

    page = "evaluate"
    title = "Classes"

    def __init__(self, *, two: bool = False) -> None:
        self._two = two

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
            confusion_figure(matrix, outcome.classes),
            class_table(per_class(matrix, outcome.classes), words),
        ]


def class_table(entries: Sequence[Mapping[str, Any]], words: Words) -> Table:
    """One row a class, the weakest first."""
    ranked = sorted(entries, key=lambda entry: entry["f1"]["value"])
    columns: dict[str, Sequence[Any]] = {
        "Class": [entry["class"] for entry in ranked],
        f"Test {words.cases}": [entry["count"] for entry in ranked],
    }
    columns["F1"] = [entry["f1"]["value"] for entry in ranked]
    for name, title in (("f1", "F1, 95 %"), ("precision", "Precision"), ("recall", "Recall")):
        shown = interval if name == "f1" else with_interval
        columns[title] = [shown(Interval.model_validate(entry[name])) for entry in ranked]
    formats = {"F1": "score", f"Test {words.cases}": "count"}
    return Table("", columns, formats)
