"""What a network for tables has to know about its columns, fitted on training rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec import Problem

BINS = 32


@dataclass(frozen=True)
class TableInputs:
    """The numeric columns' place and spread and the size of each category column.

    Attributes:
        centre: Median of each numeric column, float32 (d,); stands in for missing values.
        scale: One over the spread of each numeric column, float32 (d,); 0 for a column without spread.
        edges: Bin edges at equal shares of rows, float32 (d, bins + 1); for columns with few different values
            the last edge is repeated.
        missing: Whether a column had missing values in training, bool (d,).
        cardinalities: Number of codes of each category column, with 0 for unknown and missing.
    """

    centre: NDArray[np.float32]
    scale: NDArray[np.float32]
    edges: NDArray[np.float32]
    missing: NDArray[np.bool_]
    cardinalities: tuple[int, ...]

    @classmethod
    def fit(
        cls, numbers: NDArray[np.float32], codes: NDArray[np.int32], cardinalities: Sequence[int], bins: int = BINS
    ) -> TableInputs:
        """Fit on training rows.

        Args:
            numbers: float32 (n, d), NaN for missing; infinities count as missing.
            codes: int32 (n, c).
            cardinalities: Number of codes of each of the c category columns, 0 included.
            bins: Number of bins for piecewise-linear embeddings.

        Raises:
            Problem: There is neither a numeric nor a category column, or no row.
        """
        if numbers.shape[1] + codes.shape[1] == 0:
            raise Problem("There is no column to learn from", remedy="Give at least one column the role feature.")
        if len(numbers) == 0:
            raise Problem("There is no training row", remedy="Make the training part of the split larger.")
        if codes.shape[1] != len(cardinalities):
            raise ValueError(f"{codes.shape[1]} category columns but {len(cardinalities)} cardinalities")
        columns = [_column(numbers[:, j], bins) for j in range(numbers.shape[1])]
        return cls(
            centre=np.array([column[0] for column in columns], np.float32),
            scale=np.array([column[1] for column in columns], np.float32),
            edges=np.array([column[2] for column in columns], np.float32).reshape(len(columns), bins + 1),
            missing=np.array([column[3] for column in columns], np.bool_),
            cardinalities=tuple(int(size) for size in cardinalities),
        )

    @property
    def numbers(self) -> int:
        """How many numeric columns there are."""
        return len(self.centre)

    @property
    def codes(self) -> int:
        """How many category columns there are."""
        return len(self.cardinalities)


def _column(values: NDArray[np.float32], bins: int) -> tuple[float, float, NDArray[np.float64], bool]:
    """Centre, one over the spread, bin edges and whether values are missing, of one column."""
    known = values[np.isfinite(values)].astype(np.float64)
    missing = len(known) < len(values)
    if len(known) == 0:
        return 0.0, 0.0, np.zeros(bins + 1), missing
    low, quarter, centre, three, high = np.quantile(known, [0, 0.25, 0.5, 0.75, 1])
    spread = three - quarter if three > quarter else (high - low) / 2
    scale = 1 / spread if spread > np.finfo(np.float32).tiny else 0.0
    edges = np.unique(np.quantile(known, np.linspace(0, 1, bins + 1)).astype(np.float32)).astype(np.float64)
    return centre, scale, np.concatenate([edges, np.repeat(edges[-1], bins + 1 - len(edges))]), missing
