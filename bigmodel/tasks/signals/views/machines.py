"""How well faults are told on each machine, recording or load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.evaluation.confusion import confusion
from bigmodel.evaluation.intervals import wilson
from bigmodel.evaluation.judge import classes_of
from bigmodel.figures.confusion import confusion_figure
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Block, Control, Outcome, Sentence, Table, Words
from bigmodel.spec.numbers import share
from bigmodel.tasks.signals.dataset import SignalDataset
from bigmodel.tasks.task import Dataset

GROUPS = {"machine": "Machine", "load": "Load", "recording": "Recording"}
EVERY = "All of them"
MOST = 200


class Machines:
    """One row a machine (or load, or recording) with its most frequent mistake; one can be picked for its matrix."""

    title = "Each machine"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """What windows are grouped by; the picking of one is done in the table."""
        if run.report() is None or run.spec().plan.outcome is None:
            return ()
        known = [field.name for field in run.spec().plan.fields]
        options = tuple(title for name, title in GROUPS.items() if name in known)
        if len(options) < 2:
            return ()
        return (Control(name="by", title="By", kind="choice", default=options[0], options=options),)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The table, and the matrix of the weakest; nothing where the groups are not known or there is but one."""
        report, outcome = run.report(), run.spec().plan.outcome
        if report is None or outcome is None or not isinstance(data, SignalDataset):
            return ()
        cases = read_cases(run, "test")
        found = self._grouped(data, cases, str(values.get("by", "")))
        if found is None:
            return ()
        name, groups, said = found
        named = classes_of(cases.score, report.threshold)
        columns, weakest = per_group(cases, named, groups, outcome, GROUPS[name])
        inside = groups == weakest
        matrix = confusion(cases.y[inside], named[inside], len(outcome.classes))
        return [
            Sentence(f"Each {name}", level=2),
            Sentence(f"{said}Weakest first; the matrix is that of {name} {weakest}.", level=4),
            confusion_figure(matrix, outcome.classes),
            Table("", columns, {"Named right": "score", f"Test {words.cases}": "count"}, search=len(columns) > MOST),
        ]

    def _grouped(self, data: SignalDataset, cases: CaseScores, by: str) -> tuple[str, NDArray[np.str_], str] | None:
        """The column to group by, the group of each case, and a remark where it is not the column asked for."""
        said = ""
        for name in sorted(GROUPS, key=lambda name: (GROUPS[name] != by, list(GROUPS).index(name))):
            if name not in data.cases.column_names:
                continue
            groups = np.array([str(each) for each in data.cases[name].take(pa.array(cases.row)).to_pylist()])
            if len(np.unique(groups)) >= 2:
                return name, groups, said
            said = said or f"All test windows are of one {name}, {groups[0]}. "
        return None


def per_group(
    cases: CaseScores, named: NDArray[np.int64], groups: NDArray[np.str_], outcome: Outcome, title: str
) -> tuple[dict[str, Sequence[Any]], str]:
    """Columns with one row a group, the weakest first, and the weakest one."""
    found = []
    for group in np.unique(groups):
        inside = groups == group
        right, total = int((named[inside] == cases.y[inside]).sum()), int(inside.sum())
        matrix = confusion(cases.y[inside], named[inside], len(outcome.classes))
        found.append((right / total, str(group), total, wilson(right, total), mistake(matrix, outcome)))
    found.sort(key=lambda row: (row[0], row[1]))
    shown = found[:MOST]
    columns: dict[str, Sequence[Any]] = {
        title: [group for _, group, *_ in shown],
        "Test windows": [total for _, _, total, *_ in shown],
        "Named right": [right for right, *_ in shown],
        "95 %": [f"{share(low).removesuffix(' %')} to {share(high)}" for *_, (low, high), _ in shown],
        "Most frequent mistake": [said for *_, said in shown],
    }
    return columns, found[0][1]


def mistake(matrix: NDArray[np.int64], outcome: Outcome) -> str:
    """The most frequent mistake in words; a dash where there is none."""
    wrong = matrix.copy()
    np.fill_diagonal(wrong, 0)
    if not wrong.any():
        return "–"
    true, decided = divmod(int(wrong.argmax()), len(outcome.classes))
    return f"{outcome.classes[true]} taken for {outcome.classes[decided]}, {int(wrong[true, decided])} times"
