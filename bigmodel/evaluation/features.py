"""The plain form of data that baselines learn from: numbers and category codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Features:
    """Rows for the baselines.

    Attributes:
        numbers: Numbers, NaN where missing, float32 (n, d).
        codes: Category codes, 0 for unknown or missing and from 1 on, int32 (n, c).
        y: Class index, int32 (n,).
        coarse: Fewer numbers for learners whose time grows with columns, float32 (n, e); None where ``numbers`` do.
    """

    numbers: NDArray[np.float32]
    codes: NDArray[np.int32]
    y: NDArray[np.int32]
    coarse: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        return len(self.y)

    def take(self, rows: NDArray[np.int64]) -> Features:
        """These rows."""
        coarse = None if self.coarse is None else self.coarse[rows]
        return Features(self.numbers[rows], self.codes[rows], self.y[rows], coarse)


def features_of(tensors: Mapping[str, NDArray[Any]], y: NDArray[np.int32]) -> Features:
    """What a network takes in, as the baselines take it.

    Args:
        tensors: ``pictures``, or ``numbers`` and ``codes`` as the encoders make them.
        y: Class index, int32 (n,).
    """
    if "pictures" in tensors:
        return picture_features(tensors["pictures"], y)
    return Features(tensors["numbers"], tensors["codes"], y)


def picture_features(pictures: NDArray[np.uint8], y: NDArray[np.int32]) -> Features:
    """Pixels as numbers from 0 to 1: about 28 x 28 for logistic regression, about 10 x 10 for boosted trees.

    Args:
        pictures: uint8 (n, h, w, channels).
        y: Class index, int32 (n,).
    """
    fine = shrink(pictures, 784)
    return Features(fine, np.empty((len(y), 0), np.int32), y, shrink(pictures, 100))


def shrink(pictures: NDArray[np.uint8], values: int, chunk: int = 1024) -> NDArray[np.float32]:
    """Mean brightness of square blocks, as small as at most ``values`` numbers a picture allow.

    Returns:
        float32 (n, blocks * channels), at most ``values`` columns unless there are more channels than that.
    """
    count, height, width, channels = pictures.shape
    side = 1
    while -(-height // side) * -(-width // side) * channels > values and side < max(height, width):
        side += 1
    rows, columns = np.arange(0, height, side), np.arange(0, width, side)
    area = np.outer(np.diff(rows, append=height), np.diff(columns, append=width))[None, :, :, None] * 255.0
    small = np.empty((count, len(rows) * len(columns) * channels), np.float32)
    for start in range(0, count, chunk):
        part = pictures[start : start + chunk].astype(np.float32)
        sums = np.add.reduceat(np.add.reduceat(part, rows, axis=1), columns, axis=2)
        small[start : start + chunk] = (sums / area).reshape(len(part), -1)
    return small
