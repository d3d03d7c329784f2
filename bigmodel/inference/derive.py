"""Columns computed from two others of the same row: the same arithmetic in training and when scoring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.inference.numbers import read_numbers
from bigmodel.spec import Derived


def derive(table: pa.Table, derived: Sequence[Derived]) -> pa.Table:
    """The table with each computed column behind its own columns, or in the place of one that is called alike.

    Args:
        table: Rows with the columns that the computed ones are made from; where one is absent, all cells are missing.
        derived: What to compute.

    Returns:
        The columns as float64, null where a cell of either source is missing, a ratio is by zero, or the result is
        no finite number.
    """
    for each in derived:
        values = derive_values(_numbers(table, each.left), _numbers(table, each.right), each)
        column = pa.chunked_array([pa.array(values, pa.float64(), from_pandas=True)])
        place = table.schema.get_field_index(each.name)
        table = table.append_column(each.name, column) if place < 0 else table.set_column(place, each.name, column)
    return table


def derive_values(left: NDArray[np.float64], right: NDArray[np.float64], derived: Derived) -> NDArray[np.float64]:
    """Compute one column, float64 (n,), NaN where it can't be told.

    Args:
        left: float64 (n,), NaN where missing.
        right: float64 (n,), NaN where missing.
        derived: What to do with both.
    """
    with np.errstate(all="ignore"):
        if derived.operation == "difference":
            values = left - right
        elif derived.operation == "sum":
            values = left + right
        elif derived.operation == "product":
            values = left * right
        else:
            values = left / right
        values = values * derived.factor
    values[~np.isfinite(values)] = np.nan
    return values


def _numbers(table: pa.Table, name: str) -> NDArray[np.float64]:
    place = table.schema.get_field_index(name)
    return read_numbers(table.column(place))[0] if place >= 0 else np.full(len(table), np.nan)
