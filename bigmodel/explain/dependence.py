"""What the score does with one column: the average over cases as all of them take one value after the other.

Partial dependence (Friedman, Greedy Function Approximation, 2001) with the spread of the single cases' curves
(individual conditional expectation, Goldstein et al., arXiv 1309.6392). What goes together with the column stays as it
is, so that some of the rows that are scored could hardly occur; where there is little data the curve says little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.explain.axis import Axis
from bigmodel.explain.columns import Computed, Layout, Rows, Score, mix

BINS = 30
BAND = (0.1, 0.9)
"""The middle eight of ten cases."""


@dataclass(frozen=True)
class Dependence:
    """The curve of a column.

    Attributes:
        mean: Average score with each value, float64 (g,).
        low: The score below which a tenth of the cases lies, float64 (g,).
        high: The score above which a tenth of the cases lies, float64 (g,).
        missing: Average score where the value is missing; None where no case has none.
        missing_share: The share of such cases.
    """

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    missing: float | None
    missing_share: float


@dataclass(frozen=True)
class Density:
    """How many cases lie where: bars from ``left`` of a ``width`` each, with ``counts``; all float64 (bars,)."""

    left: NDArray[np.float64]
    width: NDArray[np.float64]
    counts: NDArray[np.float64]


def dependence(score: Score, rows: Rows, axis: Axis, computed: Sequence[Computed] = ()) -> Dependence:
    """Score all cases with each value of an axis.

    Args:
        score: Encoded rows to one number each, (n,).
        rows: The cases, 1 or more.
        axis: The values.
        computed: The computed columns, which follow.
    """
    curves = _scored(score, rows, axis, axis.grid, computed)
    low, high = np.quantile(curves, BAND, axis=1)
    missing = None
    if axis.missing is not None:
        missing = float(_scored(score, rows, axis, axis.missing, computed).mean())
    return Dependence(curves.mean(axis=1), low, high, missing, float(np.isnan(axis.observed).mean()))


def density(axis: Axis) -> Density:
    """Where the cases lie: a bar for each value where there are few or they are words, else ``BINS`` bars of a width.

    Cases outside of the asked values are in no bar.
    """
    known = axis.observed[np.isfinite(axis.observed)]
    if axis.labels or len(np.unique(known)) <= len(axis.values):
        counts = (known[:, None] == axis.values).sum(axis=0)
        gap = float(np.diff(axis.values).min()) if len(axis.values) > 1 else 1.0
        width = np.full(len(axis.values), 0.8 * gap)
        return Density(axis.values - width / 2, width, counts.astype(np.float64))
    counts, edges = np.histogram(known, BINS, (axis.values[0], axis.values[-1]))
    return Density(edges[:-1], np.diff(edges), counts.astype(np.float64))


def _scored(score: Score, rows: Rows, axis: Axis, grid: Rows, computed: Sequence[Computed]) -> NDArray[np.float64]:
    """The score of each case (column) with each value (row), float64 (values, n)."""
    count = len(rows)
    first = grid.take(np.repeat(np.arange(len(grid)), count))
    second = rows.take(np.tile(np.arange(count), len(grid)))
    mixed = mix(np.ones((len(first), 1), np.bool_), first, second, Layout((axis.column,), tuple(computed)))
    return np.asarray(score(mixed.tensors()), np.float64).reshape(len(grid), count)
