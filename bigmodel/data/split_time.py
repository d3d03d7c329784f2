"""Train on the past, choose on what came later, judge on the latest."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.data.dates import parse_dates
from bigmodel.spec import Problem, Split

_DAY = 86_400_000_000


def split_by_time(column: pa.ChunkedArray, name: str, split: Split) -> NDArray[np.int8]:
    """The part of each row by its time (0 training, 1 validation, 2 test, -1 left out), int8 (n,).

    Rows of one moment are never divided, so shares are met as nearly as the moments allow. Rows without a time, and
    those within the gap before validation and before test, are left out.

    Args:
        column: Timestamps, text dates or numbers that rise with time.
        name: The column's name.
        split: Shares, and the gap in days.

    Raises:
        Problem: The column holds no times, fewer than three moments, or a gap is asked of plain numbers.
    """
    times, dated = _moments(column, name)
    if split.gap and not dated:
        raise Problem(f"A gap in days needs dates, but {name!r} holds numbers", remedy="Set the gap to 0.")
    known = ~np.isnan(times)
    moments, counts = np.unique(times[known], return_counts=True)
    if len(moments) < 3:
        raise Problem(
            f"The time column {name!r} holds {len(moments)} different times, a split by time needs three or more",
            remedy="Choose another column or split at random.",
        )
    first, second = _borders(counts, split)
    validation, test = moments[first], moments[second]
    gap = split.gap * _DAY
    part = np.full(len(times), -1, np.int8)
    part[times < validation - gap] = 0
    part[(times >= validation) & (times < test - gap)] = 1
    part[times >= test] = 2
    for place, what in ((0, "training"), (1, "validation")):
        if not (part == place).any():
            raise Problem(f"A gap of {split.gap:g} days leaves no rows for {what}", remedy="Choose a shorter gap.")
    return part


def _borders(counts: NDArray[np.int64], split: Split) -> tuple[int, int]:
    """The moments at which validation and test begin, nearest to the shares, none of the parts empty."""
    before = np.concatenate([[0], np.cumsum(counts)[:-1]]) / counts.sum()
    last = len(counts) - 1
    second = int(np.clip(np.abs(before - (1 - split.test)).argmin(), 2, last))
    first = int(np.clip(np.abs(before - (1 - split.test - split.validation)).argmin(), 1, second - 1))
    return first, second


def _moments(column: pa.ChunkedArray, name: str) -> tuple[NDArray[np.float64], bool]:
    """Times as microseconds (or plain numbers), NaN where missing, and whether they are dates."""
    if pa.types.is_string(column.type):
        parsed = parse_dates(column, day_first=True)
        if parsed is None:
            raise Problem(f"The column {name!r} holds text, not times", remedy="Choose a date column to split by time.")
        column = parsed
    dated = pa.types.is_temporal(column.type)
    if dated:
        column = pc.cast(pc.cast(column, pa.timestamp("us"), safe=False), pa.int64())
    return np.asarray(pc.cast(column, pa.float64(), safe=False).to_numpy(), np.float64), dated
