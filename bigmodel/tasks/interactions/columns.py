"""The columns of a raw log by their roles, as arrays that cleaning works on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.data.kinds import as_kind
from bigmodel.data.labels import label_texts
from bigmodel.data.options import ReadOptions
from bigmodel.spec import Kind, Plan, Problem

Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Coded:
    """Text as codes.

    Attributes:
        codes: int64 (n,), index into ``texts``; -1 where the cell is missing.
        texts: The different texts in ascending order.
    """

    codes: Longs
    texts: pa.Array


def coded(column: pa.ChunkedArray) -> Coded:
    """A column of any type as codes of its texts (1 and 1.0 are ``1``; white space around text is no part of it)."""
    encoded = label_texts(column).combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order) + 1, np.int64)
    rank[order] = np.arange(len(order))
    rank[-1] = -1
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(rank[codes], encoded.dictionary.take(pa.array(order)))


def role_codes(table: pa.Table, plan: Plan, role: str) -> Coded | None:
    """The column of a role as codes; None where no column has it."""
    field = plan.one(role)
    return coded(table[field.name]) if field is not None and field.name in table.column_names else None


def needed_codes(table: pa.Table, plan: Plan, role: str) -> Coded:
    """As ``role_codes``.

    Raises:
        Problem: No column has the role.
    """
    found = role_codes(table, plan, role)
    if found is None:
        raise Problem(f"No column is the {role}", remedy=f"Give the column that names the {role} the role {role}.")
    return found


def role_numbers(table: pa.Table, plan: Plan, role: str, options: ReadOptions) -> Floats | None:
    """The column of a role as numbers, float64 (n,), NaN where missing; None where no column has it."""
    column = _as(table, plan, role, "number", options)
    if column is None:
        return None
    return np.asarray(pc.fill_null(pc.cast(column, pa.float64(), safe=False), float("nan")).to_numpy(), np.float64)


def role_times(table: pa.Table, plan: Plan, options: ReadOptions) -> Longs | None:
    """The column of the role time as microseconds since 1970, int64 (n,), ``NO_TIME`` where missing.

    None where no column has the role or none of its cells is a date.
    """
    column = _as(table, plan, "time", "date", options)
    if column is None or column.null_count == len(column):
        return None
    micros = pc.cast(pc.cast(column, pa.timestamp("us"), safe=False), pa.int64())
    return np.asarray(pc.fill_null(micros, NO_TIME).to_numpy(), np.int64)


NO_TIME = -(2**63)
"""Stands for a missing time, as NaT does."""


def _as(table: pa.Table, plan: Plan, role: str, kind: Kind, options: ReadOptions) -> pa.ChunkedArray | None:
    field = plan.one(role)
    if field is None or field.name not in table.column_names:
        return None
    return as_kind(table[field.name], kind, options)
