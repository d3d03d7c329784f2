"""A column's values as a row of bars for a table cell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BARS = 12


def number_bars(values: NDArray[np.floating], bars: int = BARS) -> list[float]:
    """Counts in bins of equal width between the 1 and 99 % points, the tails in the end bins, tallest bar 1.

    Args:
        values: Numbers, NaN where missing, (n,).
        bars: Number of bins; values that are all alike give one bar.

    Returns:
        Heights from 0 to 1; empty where nothing is known.
    """
    known = values[np.isfinite(values)].astype(np.float64)
    if not len(known):
        return []
    low, high = np.percentile(known, [1, 99])
    if low == high:
        low, high = float(known.min()), float(known.max())
    if low == high:
        return [1.0]
    counts, _ = np.histogram(known.clip(low, high), bars, (low, high))
    return heights(counts)


def heights(counts: NDArray[np.integer]) -> list[float]:
    """Counts as heights from 0 to 1, for the most frequent categories or for bins."""
    tallest = max(1, int(counts.max(initial=0)))
    return [round(float(value) / tallest, 4) for value in counts]
