"""Rows that are equal in all that is learnt and in the target."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.spec import Plan

DROP = "drop_duplicates"
"""The plan's option: exact copies are left out, the first of them stays."""

LEARNT = ("feature", "amount", "time")
"""Roles that a model looks at."""

_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def first_places(table: pa.Table, plan: Plan) -> NDArray[np.int64]:
    """For each row the number of the first row that is equal to it in learnt columns and target, int64 (n,)."""
    names = [field.name for field in plan.fields if field.role in (*LEARNT, "target")]
    hashes = hash_rows([table[name] for name in names if name in table.column_names])
    _, first, codes = np.unique(hashes, return_index=True, return_inverse=True)
    return first[codes].astype(np.int64)


def copies(table: pa.Table, plan: Plan) -> NDArray[np.bool_]:
    """Which rows are exact copies of an earlier one, bool (n,)."""
    first = first_places(table, plan)
    return np.asarray(first != np.arange(len(first)), np.bool_)


def hash_rows(columns: Sequence[pa.ChunkedArray]) -> NDArray[np.uint64]:
    """One number a row, equal for equal rows (splitmix64 over the cells), uint64 (n,)."""
    hashes = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        mixed = (hashes ^ _cells(column)) * _ODD
        mixed ^= mixed >> np.uint64(29)
        hashes = mixed * _MIX
        hashes ^= hashes >> np.uint64(32)
    return hashes


def _cells(column: pa.ChunkedArray) -> NDArray[np.uint64]:
    if pa.types.is_floating(column.type):
        values = np.array(column.to_numpy(), np.float64)
        values[np.isnan(values)] = np.nan  # one pattern of bits for all that is missing
        return values.view(np.uint64)
    if pa.types.is_integer(column.type) or pa.types.is_temporal(column.type):
        whole = (
            pc.cast(pc.cast(column, pa.timestamp("us")), pa.int64()) if pa.types.is_temporal(column.type) else column
        )
        return np.asarray(pc.fill_null(whole, -(2**62)).to_numpy(), np.int64).view(np.uint64)
    coded = pc.dictionary_encode(column.combine_chunks())
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    return np.asarray(pc.fill_null(coded.indices, -1).to_numpy(), np.int64).view(np.uint64)
