"""Many changed copies of one case: as numbers to search among, and as the tensors that the model is asked with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.explain.changeable import CategoryColumn, Changeable
from bigmodel.inference.derive import derive_values
from bigmodel.inference.numbers import read_numbers
from bigmodel.inference.table import FLOAT32_MAX, category_names, derived_of, encode_table, number_names
from bigmodel.spec import Change

Edits = NDArray[np.float64]
"""Copies (n, columns): NaN where a column stays, else the number that it takes or the place among its keys."""


@dataclass(frozen=True)
class Copies:
    """What can be made of a case.

    Attributes:
        case: One row in the kinds of training.
        columns: The columns that may be changed.
        encoder: What ``inference.table.fit_encoder`` returned.
    """

    case: pa.Table
    columns: Sequence[Changeable]
    encoder: Mapping[str, Any]

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """The case's value of each column, NaN where it is missing or no number, float64 (columns,)."""
        return np.array(
            [np.nan if isinstance(column, CategoryColumn) else self._own(column.name) for column in self.columns]
        )

    @cached_property
    def encoded(self) -> dict[str, NDArray[Any]]:
        """The case as the model takes it, one row."""
        return encode_table(self.case, self.encoder)

    @cached_property
    def number_places(self) -> dict[str, int]:
        """Column to its place in ``numbers``."""
        return {name: place for place, name in enumerate(number_names(self.encoder))}

    @cached_property
    def code_places(self) -> dict[str, int]:
        """Column to its place in ``codes``."""
        return {name: place for place, name in enumerate(category_names(self.encoder))}

    def empty(self, rows: int) -> Edits:
        """Copies in which everything stays."""
        return np.full((rows, len(self.columns)), np.nan)

    def tensors(self, edits: Edits) -> dict[str, NDArray[Any]]:
        """The copies as ``encode_table`` would encode them, computed columns computed anew.

        Only what changes is written: encoding thousands of rows that are all but alike would take longer than scoring.
        """
        numbers, codes = (np.repeat(self.encoded[name], len(edits), axis=0) for name in ("numbers", "codes"))
        for place, column in enumerate(self.columns):
            changed = np.flatnonzero(~np.isnan(edits[:, place]))
            if isinstance(column, CategoryColumn):
                codes[changed, self.code_places[column.name]] = edits[changed, place] + 1
            elif column.name in self.number_places:
                numbers[changed, self.number_places[column.name]] = _readable(edits[changed, place])
        for each in derived_of(self.encoder):
            if each.name in self.number_places:
                values = derive_values(self._source(each.left, edits), self._source(each.right, edits), each)
                numbers[:, self.number_places[each.name]] = _readable(values)
        return {"numbers": numbers, "codes": codes}

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

    def _own(self, name: str) -> float:
        return float(read_numbers(self.case[name])[0][0]) if name in self.case.column_names else np.nan

    def _source(self, name: str, edits: Edits) -> NDArray[np.float64]:
        """The column that a computed one is made from, float64 (n,)."""
        own = np.full(len(edits), self._own(name))
        for place, column in enumerate(self.columns):
            if column.name == name and not isinstance(column, CategoryColumn):
                return np.where(np.isnan(edits[:, place]), own, edits[:, place])
        return own


def _readable(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Numbers as encoding takes them: what float32 can't hold is missing."""
    return np.where(np.abs(values) <= FLOAT32_MAX, values, np.nan)


def sets_of(edits: Edits) -> list[frozenset[int]]:
    """The columns that each copy changes."""
    return [frozenset(np.flatnonzero(row).tolist()) for row in ~np.isnan(edits)]
