"""Which split says how well faults are told on a machine, a recording or a load that was not learnt from."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.split import Parts, split_rows
from bigmodel.data.split_group import group_codes
from bigmodel.spec import Plan, Problem, Split
from bigmodel.tasks.targets import class_indices

GROUPS = ("machine", "recording", "load")
"""Columns that windows can be grouped by, the most honest first."""
SHARES = (0.15, 0.2, 0.25, 0.3, 0.34)
SEEDS = 8
MANY = 6
"""Groups from which the test is to have two."""
LEAST = 3
"""Groups of a class from which each part can have one."""


def suggest_split(cases: pa.Table, plan: Plan) -> Split:
    """By machine, else by recording, else by load, where every part then has the classes it needs; else at random."""
    return next(honest_splits(cases, plan), Split())


def honest_splits(cases: pa.Table, plan: Plan) -> Iterator[Split]:
    """Group splits that can be carried out, the most honest first.

    Training has every class, and each class of three or more groups stands in every part; two classes at least do.
    """
    if plan.outcome is None or plan.one("target") is None:
        return
    y = class_indices(cases, plan, plan.outcome)
    for name in GROUPS:
        if name not in cases.column_names:
            continue
        groups = group_codes(cases[name])
        needed = _spread(groups, y, len(plan.outcome.classes))
        # A machine says nothing about the others when it has one class only: the classes would be told by machine.
        enough = needed.all() if name == "machine" else needed.sum() >= 2
        found = _first(cases, plan, name, y, needed) if enough else None
        if found is not None:
            yield found


def _spread(groups: NDArray[np.int64], y: NDArray[np.int32], classes: int) -> NDArray[np.bool_]:
    """Whether each class has three or more groups, bool (classes,)."""
    return np.array([len(np.unique(groups[y == each])) >= LEAST for each in range(classes)], bool)


def _first(cases: pa.Table, plan: Plan, name: str, y: NDArray[np.int32], needed: NDArray[np.bool_]) -> Split | None:
    groups = group_codes(cases[name])
    for share in SHARES:
        for seed in range(SEEDS):
            split = Split(kind="group", column=name, test=min(share, 0.3), validation=share, seed=seed)
            try:
                parts = split_rows(cases, plan.model_copy(update={"split": split}))
            except Problem:
                return None
            if _complete(parts, y, needed) and _several(groups, parts):
                return split
    return None


def _complete(parts: Parts, y: NDArray[np.int32], needed: NDArray[np.bool_]) -> bool:
    counts = [np.bincount(y[rows], minlength=len(needed)) > 0 for rows in (parts.train, parts.validation, parts.test)]
    return bool(counts[0].all() and counts[1][needed].all() and counts[2][needed].all())


def _several(groups: NDArray[np.int64], parts: Parts) -> bool:
    """Whether the test has two groups, where there are enough: one machine says little about the next."""
    return len(np.unique(groups)) < MANY or len(np.unique(groups[parts.test])) > 1
