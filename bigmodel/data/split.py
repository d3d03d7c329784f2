"""Divide rows into training, validation and test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.copies import DROP, copies
from bigmodel.data.labels import class_codes
from bigmodel.data.split_column import split_by_column
from bigmodel.data.split_group import split_by_group
from bigmodel.data.split_stratified import split_at_random
from bigmodel.data.split_time import split_by_time
from bigmodel.spec import Plan, Problem

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Parts:
    """Row numbers of the three parts, int64, ascending, disjoint."""

    train: Rows
    validation: Rows
    test: Rows


def split_rows(table: pa.Table, plan: Plan) -> Parts:
    """Divide the rows as the plan's split says; rows whose target is missing or no class stand in no part.

    Exact copies of an earlier row are left out where the plan's option ``drop_duplicates`` says so. A time split also
    leaves out rows without a time and those within the gap. The same table, plan and seed give the same parts.

    Raises:
        Problem: No target or split column is chosen, or a part would be empty.
    """
    target = plan.one("target")
    if target is None or plan.outcome is None or target.name not in table.column_names:
        raise Problem("No column is the target", remedy="Give the column with the outcome the role target.")
    y = class_codes(table[target.name], plan.outcome)
    used = (y >= 0) & ~copies(table, plan) if plan.options.get(DROP) else y >= 0
    rows = np.flatnonzero(used).astype(np.int64)
    if not len(rows):
        raise Problem(f"No row of the target {target.name!r} has a class to learn", remedy="Choose another target.")
    part = _part(table, plan, rows, y[rows])
    parts = Parts(*(rows[part == place] for place in range(3)))
    for name, found in (("training", parts.train), ("validation", parts.validation), ("test", parts.test)):
        if not len(found):
            raise Problem(f"The split leaves nothing for {name}", remedy="Choose another split or other shares.")
    return parts


def split_by(plan: Plan) -> str:
    """The name of the column that a split by time, group or column goes by.

    Raises:
        Problem: None is chosen.
    """
    named = plan.one(plan.split.kind)
    name = plan.split.column or (named.name if named else None)
    if name is None:
        raise Problem(f"No column to split by {plan.split.kind} is chosen", remedy="Choose it, or split at random.")
    return name


def _part(table: pa.Table, plan: Plan, rows: Rows, y: NDArray[np.int32]) -> NDArray[np.int8]:
    split = plan.split
    if split.kind == "stratified":
        return split_at_random(y, split)
    name = split_by(plan)
    if name not in table.column_names:
        raise Problem(f"There is no column {name!r} to split by", remedy="Choose another column, or split at random.")
    column = table[name] if len(rows) == len(table) else table[name].take(pa.array(rows))
    if split.kind == "time":
        return split_by_time(column, name, split)
    if split.kind == "group":
        return split_by_group(column, name, y, split)
    return split_by_column(column, name, y, split)
