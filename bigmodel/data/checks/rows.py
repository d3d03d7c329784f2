"""Rows that stand in the table more than once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.data.checks.situation import Situation
from bigmodel.spec import Finding, Problem

_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def check_duplicates(situation: Situation) -> list[Finding]:
    """Rows that are equal in all that is learnt and in the target, counted where equal rows are no matter of course."""
    named = [*situation.learnt, situation.target]
    if not any(situation.facts(each.name).number and situation.facts(each.name).distinct > 100 for each in named):
        return []
    hashes = hash_rows([situation.table[each.name] for each in named])
    _, codes, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    again = int((counts - 1).sum())
    if not again:
        return []
    crossing = ""
    if not isinstance(situation.parts, Problem):
        both = np.isin(codes[situation.parts.test], codes[situation.parts.train]).sum()
        crossing = (
            f" {int(both):,} test rows have a twin in training: the model has seen their answers." if both else ""
        )
    return [
        Finding(
            code="duplicates",
            severity="note",
            title=f"{again:,} rows are exact copies of another",
            detail=f"Copies count twice in every figure.{crossing}",
        )
    ]


def hash_rows(columns: list[pa.ChunkedArray]) -> NDArray[np.uint64]:
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
        return np.asarray(column.to_numpy(), np.float64).view(np.uint64)
    if pa.types.is_integer(column.type) or pa.types.is_temporal(column.type):
        whole = (
            pc.cast(pc.cast(column, pa.timestamp("us")), pa.int64()) if pa.types.is_temporal(column.type) else column
        )
        return np.asarray(pc.fill_null(whole, -(2**62)).to_numpy(), np.int64).view(np.uint64)
    coded = pc.dictionary_encode(column.combine_chunks())
    return np.asarray(pc.fill_null(coded.indices, -1).to_numpy(), np.int64).view(np.uint64)
