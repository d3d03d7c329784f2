"""How well one column alone tells the answer: rates per bin of one half of the rows, judged on the other half."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

SAMPLE = 50_000
"""Rows that are looked at; of more rows a sample is taken, equal for each class where the rare one has fewer."""

_BINS = 64


@dataclass(frozen=True)
class Strength:
    """What a column alone achieves.

    Attributes:
        value: ROC-AUC for two classes (0.5 is guessing), share of rows told right for more.
        base: What guessing achieves: 0.5, or the share of the largest class.
        measure: The name of the value.
        filled: Whether the column is filled (or set) only for the positive class: of the rows that are not missing
            (or not the usual value), nearly all are positive.
    """

    value: float
    base: float
    measure: str
    filled: bool

    @property
    def tells(self) -> bool:
        """Whether this is too good to be known before the answer is."""
        near = self.value >= (0.99 if self.measure == "ROC-AUC" else 0.99 + 0.01 * self.base)
        return near or self.filled


def sample_rows(y: NDArray[np.int32], size: int = SAMPLE) -> NDArray[np.int64]:
    """Rows to measure on: those with a class; of a rare class all, as far as half the sample takes them."""
    rng = np.random.default_rng(0)
    labels = np.unique(y[y >= 0])
    each = size // max(len(labels), 1)
    picked: list[NDArray[np.int64]] = []
    left = size
    for place, label in enumerate(sorted(labels, key=lambda label: int((y == label).sum()))):
        rows = np.flatnonzero(y == label)
        take = min(len(rows), max(each, left // (len(labels) - place)))
        picked.append(rng.permutation(rows)[:take])
        left -= take
    return rng.permutation(np.concatenate(picked)) if picked else np.zeros(0, np.int64)


def class_weights(y: NDArray[np.int32], sampled: NDArray[np.int64], classes: int) -> NDArray[np.float64]:
    """How many rows of the table each sampled row of a class stands for, (classes,)."""
    whole = np.bincount(y[y >= 0], minlength=classes)
    return whole / np.maximum(np.bincount(y[sampled], minlength=classes), 1)


def bins_of(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Values as small whole numbers, 0 for missing: numbers and dates by quantile, others one number a value."""
    if pa.types.is_temporal(column.type):
        column = pc.cast(column, pa.int64(), safe=False)
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        values = np.asarray(pc.cast(column, pa.float64(), safe=False).to_numpy(), np.float64)
        known = values[~np.isnan(values)]
        if not len(known):
            return np.zeros(len(values), np.int64)
        edges = np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)))
        # A cut on either side of every edge gives frequent values a bin of their own.
        cuts = np.concatenate([edges, np.nextafter(edges, np.inf)])
        cuts.sort()
        return np.where(np.isnan(values), 0, np.searchsorted(cuts, values, side="right") + 1).astype(np.int64)
    coded = pc.dictionary_encode(pa.chunked_array(column.chunks, column.type).combine_chunks())
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    return np.asarray(pc.add(pc.fill_null(coded.indices, -1), 1).to_numpy(), np.int64)


def strength(bins: NDArray[np.int64], y: NDArray[np.int32], weights: NDArray[np.float64]) -> Strength:
    """Measure a column.

    Args:
        bins: What ``bins_of`` gave for the sampled rows, in random order.
        y: Class index of these rows.
        weights: How many rows of the table each sampled row of a class stands for, (classes,).
    """
    classes = len(weights)
    missing = bins == 0
    _, bins = np.unique(bins, return_inverse=True)
    late = np.arange(len(y)) >= len(y) // 2
    size = int(bins.max(initial=0)) + 1
    flat = np.bincount((late * size + bins) * classes + y, minlength=2 * size * classes)
    counts = flat.reshape(2, size, classes) * weights
    if classes == 2:
        value = float(np.mean([_auc(counts[0], counts[1]), _auc(counts[1], counts[0])]))
        by_set = counts.sum(axis=0)
        if missing.any():
            by_set = np.bincount(missing * 2 + y, minlength=4).reshape(2, 2) * weights
        return Strength(value, 0.5, "ROC-AUC", _filled(by_set))
    total = counts.sum(axis=(0, 1))
    base = float(total.max() / max(total.sum(), 1))
    value = float(np.mean([_right(counts[0], counts[1]), _right(counts[1], counts[0])]))
    return Strength(value, base, "accuracy", False)


def _auc(fit: NDArray[np.float64], judge: NDArray[np.float64]) -> float:
    """ROC-AUC of the positive rates of one half on the other, ties counted half; bins (b, 2)."""
    negative, positive = judge.sum(axis=0)
    if not negative or not positive or not fit.sum():
        return 0.5
    base = fit[:, 1].sum() / fit.sum()
    rate = (fit[:, 1] + base) / (fit.sum(axis=1) + 1)
    _, place = np.unique(rate, return_inverse=True)
    below = np.bincount(place, judge[:, 0])
    hits = np.bincount(place, judge[:, 1])
    return float((hits * (np.cumsum(below) - below / 2)).sum() / (negative * positive))


def _right(fit: NDArray[np.float64], judge: NDArray[np.float64]) -> float:
    """Share of the other half that the most frequent class of each bin tells right."""
    chosen = np.where(fit.sum(axis=1) > 0, fit.argmax(axis=1), int(fit.sum(axis=0).argmax()))
    return float(judge[np.arange(len(chosen)), chosen].sum() / max(judge.sum(), 1))


def _filled(counts: NDArray[np.float64]) -> bool:
    """Whether all but the most frequent bin (missing, 0, no) is positive, in a column of two bins; bins (b, 2)."""
    if len(counts) != 2:
        return False
    usual = int(counts.sum(axis=1).argmax())
    negative, positive = counts[1 - usual]
    share = counts[:, 1].sum() / max(counts.sum(), 1)
    return bool(
        positive + negative >= 10
        and positive >= 0.98 * (positive + negative)
        and positive >= 0.05 * counts[:, 1].sum()
        and share < 0.7
    )
