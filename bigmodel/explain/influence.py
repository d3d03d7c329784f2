"""How far scores move with each column, roughly and fast: enough to say which columns to look at first.

The first step of permutation importance (``explain.importance``), without outcomes, repeats and intervals.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bigmodel.explain.columns import Layout, Rows, Score, mix

BUDGET = 8_192
"""Rows that are scored, about: less than half a second."""
LEAST = 32
"""Rows of each column, however many columns there are."""


def rows_for(columns: int) -> int:
    """How many rows to give, so that all columns together cost the budget."""
    return max(LEAST, BUDGET // max(1, columns))


def influence(score: Score, rows: Rows, layout: Layout, *, seed: int = 0) -> NDArray[np.float64]:
    """By how much scores move, on average over rows, when a column has the value of another row.

    Args:
        score: Encoded rows to one number each, (n,), or to one a class, (n, k).
        rows: The rows, 1 or more.
        layout: The columns.
        seed: Seed of which row lends its value.

    Returns:
        float64 (columns,) from 0 to 1; with classes half the sum of what each class gains or loses.
    """
    random, width = np.random.default_rng(seed), len(layout.columns)
    base = _wide(score(rows.tensors()))
    found = np.zeros(width)
    for place in range(width):
        taken = np.zeros((len(rows), width), np.bool_)
        taken[:, place] = True
        lent = mix(taken, rows.take(random.permutation(len(rows))), rows, layout)
        found[place] = np.abs(_wide(score(lent.tensors())) - base).sum(axis=1).mean() / 2
    return found


def _wide(score: NDArray[np.floating]) -> NDArray[np.float64]:
    """One column a class, also for two classes, float64 (n, k)."""
    wide = np.asarray(score, np.float64)
    return np.column_stack([1 - wide, wide]) if wide.ndim == 1 else wide
