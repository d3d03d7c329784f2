"""The columns of a table that decisions need: money and time."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.inference.dates import read_times
from bigmodel.inference.numbers import read_numbers
from bigmodel.spec import Plan

LEARNT = ("feature", "amount", "time")
"""Roles that a model looks at."""


def amounts(table: pa.Table, plan: Plan) -> NDArray[np.float64] | None:
    """Money in each row, float64 (n,), NaN where missing; None where no column has that role.

    Args:
        table: Columns in the kinds of the plan (``TableDataset.as_planned``).
        plan: The roles.
    """
    field = plan.one("amount")
    return read_numbers(table[field.name])[0] if field else None


def times(table: pa.Table, plan: Plan) -> NDArray[np.datetime64] | None:
    """Time of each row, datetime64[ns] (n,); None where no date has that role.

    Args:
        table: Columns in the kinds of the plan (``TableDataset.as_planned``).
        plan: The roles.
    """
    field = plan.one("time")
    if field is None or field.kind != "date":
        return None
    return read_times(table[field.name])[0].astype("datetime64[ns]")
