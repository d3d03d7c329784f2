"""The machines (or recordings) of the test windows, kept with the result so that a page can offer them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Outcome
from bigmodel.tasks.signals.healthy import healthy_class

BY = ("machine", "recording")
MOST = 1000
EXTRA = "groups"
"""Where the report has them."""


def grouped_by(columns: Sequence[str]) -> str | None:
    """What windows are followed by over time: machines, else recordings; None where neither is known."""
    return next((name for name in BY if name in columns), None)


def groups_of(cases: pa.Table, name: str, rows: NDArray[np.int64]) -> NDArray[np.str_]:
    """The machine or recording of each of these rows."""
    return np.array([str(each) for each in cases[name].take(pa.array(rows)).to_pylist()])


def ranked(groups: NDArray[np.str_], faulty: NDArray[np.bool_]) -> list[str]:
    """Groups with healthy and faulty windows first, large ones before small ones."""
    found = []
    for group in np.unique(groups):
        mine = faulty[groups == group]
        found.append((not (mine.any() and not mine.all()), -len(mine), str(group)))
    return [group for _, _, group in sorted(found)]


def told(cases: pa.Table, rows: NDArray[np.int64], y: NDArray[np.int32], outcome: Outcome) -> dict[str, Any]:
    """What goes into the report: the names of the test windows' groups, those worth looking at first.

    Args:
        cases: The cases of the dataset.
        rows: Row numbers of the test windows.
        y: Class index of each of them.
        outcome: The classes.
    """
    name, healthy = grouped_by(cases.column_names), healthy_class(outcome)
    if name is None or healthy is None:
        return {}
    return {EXTRA: {"by": name, "names": ranked(groups_of(cases, name, rows), y != healthy)[:MOST]}}


def offered_groups(run: RunFolder) -> tuple[str, tuple[str, ...]] | None:
    """What windows are grouped by and the names to choose from; None for a result that tells of none."""
    report = run.report()
    found = report.extra.get(EXTRA) if report else None
    return (str(found["by"]), tuple(str(name) for name in found["names"])) if found else None
