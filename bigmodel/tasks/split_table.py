"""The split in numbers: rows, classes and dates of each part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.split import split_rows
from bigmodel.spec import Outcome, Plan, Problem, Sentence, Table
from bigmodel.tasks.targets import class_indices, needed_outcome

PARTS = ("Training", "Validation", "Test")
TAKEN = ("Part", "Rows", "From", "To")
"""The table's own columns."""


def split_table(table: pa.Table, plan: Plan, time: NDArray[np.datetime64] | None) -> Table | Sentence:
    """Rows, rows of each class and, where there are times, the first and last day of each part.

    Args:
        table: The data, or the labels of the pictures.
        plan: The plan with target and split.
        time: datetime64 (n,) of every row, or None.

    Returns:
        The table "Split" with ``Part``, ``Rows``, perhaps ``From`` and ``To``, and ``class_columns``; a sentence where
        the plan can't be carried out.
    """
    try:
        outcome = needed_outcome(plan)
        parts = split_rows(table, plan)
        y = class_indices(table, plan, outcome)
    except Problem as problem:
        return Sentence(str(problem), tone="caution")
    rows = (parts.train, parts.validation, parts.test)
    counts = [np.bincount(y[part], minlength=len(outcome.classes)) for part in rows]
    columns: dict[str, Sequence[Any]] = {"Part": PARTS, "Rows": [len(part) for part in rows]}
    if time is not None:
        columns["From"] = [_day(time[part], np.min) for part in rows]
        columns["To"] = [_day(time[part], np.max) for part in rows]
    for index, name in enumerate(class_columns(outcome)):
        columns[name] = [int(count[index]) for count in counts]
    return Table("Split", columns, {name: "count" for name in columns if name not in ("Part", "From", "To")})


def class_columns(outcome: Outcome) -> list[str]:
    """The table's columns of the classes: their names, told apart from ``TAKEN`` where one is called alike."""
    names = []
    for label in outcome.classes:
        name = f"class {label}" if label in TAKEN else label
        while name != label and name in outcome.classes:
            name = f"class {name}"
        names.append(name)
    return names


def _day(times: NDArray[np.datetime64], pick: Any) -> str | None:
    known = times[~np.isnat(times)]
    return str(pick(known).astype("datetime64[s]")) if len(known) else None
