"""Who is taken for whom: the confusion matrix and what it says about each class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.intervals import f1_interval, percentiles, wilson
from bigmodel.spec import Interval


def confusion(y: NDArray[np.integer], predicted: NDArray[np.integer], classes: int) -> NDArray[np.int64]:
    """Counts by true class (row) and predicted class (column), int64 (classes, classes)."""
    cells = np.bincount(y.astype(np.int64) * classes + predicted, minlength=classes * classes)
    return cells.reshape(classes, classes).astype(np.int64)


def shares(matrix: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Precision, recall and F1 of each class.

    Args:
        matrix: Counts by true (row) and predicted class, (..., k, k).

    Returns:
        Three float64 (..., k); 0 where nothing was predicted or nothing is there.
    """
    right = np.diagonal(matrix, axis1=-2, axis2=-1)
    predicted, there = matrix.sum(axis=-2), matrix.sum(axis=-1)
    return (
        right / np.maximum(predicted, 1),
        right / np.maximum(there, 1),
        2 * right / np.maximum(predicted + there, 1),
    )


def macro(matrix: NDArray[Any]) -> NDArray[np.float64]:
    """Precision, recall and F1 averaged over the classes that were there or predicted, float64 (..., 3).

    A class without true and without predicted rows says nothing and is left out, as scikit-learn does.
    """
    known = (matrix.sum(axis=-2) + matrix.sum(axis=-1)) > 0
    count = np.maximum(known.sum(axis=-1), 1)
    return np.stack([(part * known).sum(axis=-1) / count for part in shares(matrix)], axis=-1)


def macro_interval(matrix: NDArray[np.int64], resamples: int = 1_000, seed: int = 0) -> list[tuple[float, float]]:
    """Percentile-bootstrap bounds of macro precision, recall and F1: cells are redrawn, which equals redrawing rows."""
    filled = np.flatnonzero(matrix)
    total = int(matrix.sum())
    random = np.random.default_rng(seed)
    drawn = np.zeros((resamples, matrix.size), np.int64)
    drawn[:, filled] = random.multinomial(total, matrix.ravel()[filled] / total, size=resamples)
    values = macro(drawn.reshape(resamples, *matrix.shape))
    return [percentiles(values[:, part]) for part in range(3)]


def per_class(matrix: NDArray[np.int64], classes: Sequence[str]) -> list[dict[str, Any]]:
    """One entry a class: ``class``, ``count`` (true rows), ``precision``, ``recall``, ``f1`` as value, low, high."""
    precision, recall, f1 = shares(matrix)
    entries = []
    for number, name in enumerate(classes):
        right, there = int(matrix[number, number]), int(matrix[number].sum())
        predicted = int(matrix[:, number].sum())
        entries.append(
            {
                "class": name,
                "count": there,
                "precision": _interval(precision[number], wilson(right, predicted), predicted),
                "recall": _interval(recall[number], wilson(right, there), there),
                "f1": _interval(f1[number], f1_interval(right, predicted - right, there - right), there),
            }
        )
    return entries


def _interval(value: float, bounds: tuple[float, float], trials: int) -> dict[str, Any]:
    low, high = bounds if trials else (None, None)
    return Interval(value=float(value), low=low, high=high).model_dump()
