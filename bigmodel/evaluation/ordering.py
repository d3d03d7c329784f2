"""Rows by falling score with cumulative counts: sorted once, every threshold and area follows from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec import Problem


@dataclass(frozen=True)
class Ordering:
    """Rows by falling score; rows of equal score form one group, because no threshold can part them.

    Attributes:
        order: Row numbers, highest score first, int64 (n,).
        ends: Position in ``order`` of the last row of each group, int64 (g,).
        scores: The score of each group, falling, float64 (g,).
        tp: Positives with at least the group's score, int64 (g,).
        fp: Negatives with at least the group's score, int64 (g,).
    """

    order: NDArray[np.int64]
    ends: NDArray[np.int64]
    scores: NDArray[np.float64]
    tp: NDArray[np.int64]
    fp: NDArray[np.int64]

    @property
    def positives(self) -> int:
        """Number of positives."""
        return int(self.tp[-1]) if len(self.tp) else 0

    @property
    def negatives(self) -> int:
        """Number of negatives."""
        return int(self.fp[-1]) if len(self.fp) else 0

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Per group the sum of ``values`` (n,) over all rows with at least its score, float64 (g,)."""
        return np.cumsum(values[self.order])[self.ends]


def order_scores(positive: NDArray[np.bool_], score: NDArray[np.floating]) -> Ordering:
    """Sort rows by falling score and count.

    Args:
        positive: Whether a row is a positive, bool (n,).
        score: The score of each row, (n,).

    Raises:
        Problem: A score is not a number, or the lengths differ.
    """
    if len(positive) != len(score):
        raise Problem(f"There are {len(score):,} scores for {len(positive):,} rows")
    order = np.argsort(-score)
    ranked = score[order]
    if len(ranked) and not (np.isfinite(ranked[0]) and np.isfinite(ranked[-1])):
        raise Problem("The scores are not numbers", remedy="The network has diverged: try a smaller learning rate.")
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True)) if len(ranked) else np.empty(0, np.int64)
    tp = np.cumsum(positive[order], dtype=np.int64)[ends]
    return Ordering(order, ends, ranked[ends].astype(np.float64), tp, ends + 1 - tp)
