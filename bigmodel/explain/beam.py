"""Changes that are put together, those first that come nearest to the aim."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from bigmodel.explain.edits import Edits, sets_of

PARTNERS = 36
"""Single changes that are put together with others."""
EACH = 3
"""Of these at most so many of one column."""
NEAREST = 24
"""Longer changes that are made longer still."""


class Beam:
    """Copies that don't reach the aim yet, and the single changes that may help them.

    Args:
        singles: Copies with one change that do not reach the aim, (n, columns).
        nearness: How near each comes, float64 (n,).
        found: Sets of columns that reach it; longer ones that hold them are not looked for.
    """

    def __init__(self, singles: Edits, nearness: NDArray[np.float64], found: Iterable[frozenset[int]]) -> None:
        self._found = set(found)
        order = np.argsort(-nearness, kind="stable")
        columns = np.array([min(each) for each in sets_of(singles)], np.int64)
        alone = {min(each) for each in self._found}
        kept: list[int] = []
        seen: dict[int, int] = {}
        for row in order.tolist():
            column = int(columns[row])
            if column not in alone and seen.get(column, 0) < EACH:
                seen[column] = seen.get(column, 0) + 1
                kept.append(row)
        self.singles = singles[kept]
        """The single changes, nearest first, at most ``EACH`` of one column."""
        self._partners = self.singles[:PARTNERS]
        self._copies = self._partners

    def longer(self) -> Edits:
        """Each copy with one change more, each set of changes once, (m, columns)."""
        made = []
        free = np.isnan(self._copies)
        for partner in self._partners:
            column = int(np.flatnonzero(~np.isnan(partner))[0])
            fits = self._copies[free[:, column]].copy()
            fits[:, column] = partner[column]
            made.append(fits)
        if not made:
            return self._partners
        every = np.concatenate(made)
        # NaN is not equal to itself, so it is told by a number that no column has.
        _, first = np.unique(np.nan_to_num(every, nan=-np.inf, neginf=-np.inf), axis=0, return_index=True)
        every = every[np.sort(first)]
        new = [not any(known <= columns for known in self._found) for columns in sets_of(every)]
        return every[np.array(new, bool)] if len(every) else every

    def keep(self, copies: Edits, nearness: NDArray[np.float64], found: set[frozenset[int]]) -> None:
        """Go on from the nearest of these copies that do not reach the aim."""
        self._found = found
        self._copies = copies[np.argsort(-nearness, kind="stable")[:NEAREST]]
