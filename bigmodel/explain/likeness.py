"""How alike changed copies of a case are to real records, without measuring every copy against every record anew."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bigmodel.explain.changeable import CategoryColumn
from bigmodel.explain.edits import Copies, Edits
from bigmodel.explain.measure import Distances, Encoded
from bigmodel.explain.neighbours import Records

ROOM = 1e-6
"""Sums of differences in float32 may be off by so much."""


class Likeness:
    """The distances of copies of one case to real records.

    A copy differs from its case in a few columns, so the distances of the case are kept and only those columns are
    measured again.

    Args:
        copies: The case and its columns.
        records: The real records, n.
    """

    def __init__(self, copies: Copies, records: Records) -> None:
        self.records = records
        self.copies = copies
        self._case = Encoded.of(copies.encoded)
        self._base = records.measure.distances(self._case, records.rows)
        self._moved: dict[tuple[int, float], Distances] = {}

    @property
    def base(self) -> Distances:
        """The distances of the case itself, float32 (n,)."""
        return self._base

    def nearest(self, edits: Edits) -> NDArray[np.float64]:
        """The distance of each copy to its nearest record, float64 (m,)."""
        return np.array([float(self._distances(edit).min()) for edit in edits])

    def values(self, place: int, rows: NDArray[np.int64]) -> NDArray[np.float64] | None:
        """What records hold in a column: numbers, NaN where missing, or places among its keys, -1 where unknown.

        None for a column that the model sees only by what is computed from it.
        """
        column = self.copies.columns[place]
        if isinstance(column, CategoryColumn):
            return np.asarray(self.records.rows.codes[rows, self.copies.code_places[column.name]] - 1.0, np.float64)
        at = self.copies.number_places.get(column.name)
        return None if at is None else self.records.rows.numbers[rows, at].astype(np.float64)

    def within(self, edit: NDArray[np.float64], radius: float) -> int:
        """How many records lie within a distance of a copy."""
        return int((self._distances(edit) <= radius + ROOM).sum())

    def _distances(self, edit: NDArray[np.float64]) -> Distances:
        total = self._base
        for place in np.flatnonzero(~np.isnan(edit)):
            key = int(place), float(edit[place])
            if key not in self._moved:
                self._moved[key] = self._move(*key)
            total = total + self._moved[key]
        return total

    def _move(self, place: int, value: float) -> Distances:
        """What the distances change by when one column takes a value, float32 (n,)."""
        column, measure, rows = self.copies.columns[place], self.records.measure, self.records.rows
        if isinstance(column, CategoryColumn):
            code = self.copies.code_places[column.name]
            keys = rows.codes[:, code]
            return measure.of_code(int(value) + 1, keys) - measure.of_code(int(self._case.codes[0, code]), keys)
        at = self.copies.number_places.get(column.name)
        if at is None:  # only the source of a computed column: the model does not see it by itself
            return np.zeros(len(rows), np.float32)
        cells = rows.numbers[:, at]
        return measure.of_number(at, value, cells) - measure.of_number(at, float(self._case.numbers[0, at]), cells)
