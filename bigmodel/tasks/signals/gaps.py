"""Gaps in signals: short ones are filled, long ones stay and cost their windows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SHORT = 8
"""Samples of a gap that a straight line may bridge: at 12 kHz two thirds of a millisecond."""


def fill_gaps(values: NDArray[np.float32], short: int = SHORT) -> tuple[NDArray[np.float32], int]:
    """Bridge gaps of at most ``short`` samples by a straight line.

    Args:
        values: float32 (samples, channels); what is not finite is a gap.
        short: Longest gap in samples that is bridged. Gaps at either end are not: nothing stands beyond them.

    Returns:
        The values with NaN in the gaps that stay (the same array where there is none), and how many were bridged.
    """
    missing = ~np.isfinite(values)
    if not missing.any():
        return values, 0
    filled, bridged = np.where(missing, np.float32(np.nan), values), 0
    for channel in np.flatnonzero(missing.any(axis=0)):
        column, gone = filled[:, channel], missing[:, channel]
        edges = np.flatnonzero(np.diff(np.r_[False, gone, False].astype(np.int8)))
        for low, high in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            if high - low <= short and low > 0 and high < len(column):
                steps = np.arange(1, high - low + 1) / (high - low + 1)
                column[low:high] = column[low - 1] + steps * (column[high] - column[low - 1])
                bridged += 1
    return filled, bridged


def fill_windows(values: NDArray[np.float32], short: int = SHORT) -> tuple[NDArray[np.float32], int]:
    """As ``fill_gaps`` for windows (n, window, channels), each by itself."""
    broken = np.flatnonzero(~np.isfinite(values).all(axis=(1, 2)))
    if not len(broken):
        return values, 0
    mended, bridged = values.copy(), 0
    for place in broken.tolist():
        mended[place], count = fill_gaps(values[place], short)
        bridged += count
    return mended, bridged
