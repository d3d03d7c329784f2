"""Many changed copies of one case: as numbers to search among, and as a table to ask the model about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.explain.changeable import CategoryColumn, Changeable
from bigmodel.inference.categories import keys_of
from bigmodel.inference.numbers import read_numbers
from bigmodel.spec import Change

Edits = NDArray[np.float64]
"""Copies (n, columns): NaN where a column stays, else the number that it takes or the place among its keys."""


@dataclass(frozen=True)
class Copies:
    """What can be made of a case.

    Attributes:
        case: One row in the kinds of training.
        columns: The columns that may be changed.
    """

    case: pa.Table
    columns: Sequence[Changeable]

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """The case's value of each column, NaN where it is missing or no number, float64 (columns,)."""
        return np.array(
            [
                np.nan if isinstance(column, CategoryColumn) else read_numbers(self.case[column.name])[0][0]
                for column in self.columns
            ]
        )

    def empty(self, rows: int) -> Edits:
        """Copies in which everything stays."""
        return np.full((rows, len(self.columns)), np.nan)

    def table(self, edits: Edits) -> pa.Table:
        """The copies as rows, (n,); computed columns are to be computed anew by who scores them."""
        rows = len(edits)
        same = pa.array(np.zeros(rows, np.int64))
        table = self.case.take(same)
        for place, column in enumerate(self.columns):
            values = edits[:, place]
            changed = ~np.isnan(values)
            if changed.any():
                at = table.schema.get_field_index(column.name)
                if isinstance(column, CategoryColumn):
                    table = table.set_column(at, column.name, _keys(self.case[column.name], column, values, changed))
                else:
                    table = table.set_column(at, column.name, _numbers(np.where(changed, values, self.numbers[place])))
        return table

    def changes(self, edit: NDArray[np.float64]) -> tuple[Change, ...]:
        """One copy, (columns,), as changes of the case."""
        return tuple(
            Change(field=column.name, value=column.keys[int(value)] if isinstance(column, CategoryColumn) else value)
            for column, value in zip(self.columns, edit.tolist(), strict=True)
            if not np.isnan(value)
        )

    def distances(self, edits: Edits) -> NDArray[np.float64]:
        """How far each copy is from the case, float64 (n,): a category counts 1, a number its share of the spread."""
        total = np.zeros(len(edits))
        for place, column in enumerate(self.columns):
            changed = ~np.isnan(edits[:, place])
            if isinstance(column, CategoryColumn) or np.isnan(self.numbers[place]):
                total += changed
            else:
                away = np.abs(edits[:, place] - self.numbers[place]) / column.spread
                total += np.where(changed, away, 0.0)
        return total


def sets_of(edits: Edits) -> list[frozenset[int]]:
    """The columns that each copy changes."""
    return [frozenset(np.flatnonzero(row).tolist()) for row in ~np.isnan(edits)]


def _numbers(values: NDArray[np.float64]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.float64(), from_pandas=True)])


def _keys(
    column: pa.ChunkedArray, known: CategoryColumn, values: NDArray[np.float64], changed: NDArray[np.bool_]
) -> pa.ChunkedArray:
    key = keys_of(column.combine_chunks(), known.name)
    dictionary = pa.array([key.to_pylist()[0] or "", *known.keys], pa.string())
    places = np.where(changed, values + 1, 0).astype(np.int32)
    missing = ~changed if key.null_count else np.zeros(len(values), bool)
    return pa.chunked_array([pa.DictionaryArray.from_arrays(pa.array(places, mask=missing), dictionary)])
