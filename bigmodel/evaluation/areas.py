"""Areas under the precision-recall and the ROC curve, from cumulative counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.ordering import Ordering

Counts = NDArray[Any]


def pr_auc(tp: Counts, fp: Counts) -> NDArray[np.float64]:
    """Average precision: precision at each group of equal scores, weighted by the recall it adds.

    Args:
        tp: Cumulative positives by falling score, (..., g).
        fp: Cumulative negatives by falling score, (..., g).

    Returns:
        float64 (...); 0 where there are no positives.
    """
    gained = np.diff(tp, axis=-1, prepend=0)
    precision = tp / np.maximum(tp + fp, 1)
    return np.asarray((gained * precision).sum(axis=-1) / np.maximum(tp[..., -1], 1), np.float64)


def roc_auc(tp: Counts, fp: Counts) -> NDArray[np.float64]:
    """Probability that a positive scores above a negative, ties counted half (the trapezoid area).

    Args:
        tp: Cumulative positives by falling score, (..., g).
        fp: Cumulative negatives by falling score, (..., g).

    Returns:
        float64 (...); 0.5 where a class is absent.
    """
    before = np.concatenate([np.zeros_like(tp[..., :1]), tp[..., :-1]], axis=-1)
    area = (np.diff(fp, axis=-1, prepend=0) * (tp + before)).sum(axis=-1) / 2.0
    pairs = np.asarray(tp[..., -1], np.float64) * fp[..., -1]
    return np.where(pairs > 0, area / np.maximum(pairs, 1), 0.5)


def pr_points(ordering: Ordering, points: int = 400) -> dict[str, list[float]]:
    """The precision-recall curve thinned to about ``points`` points, evenly spaced in recall, best precision first.

    Returns:
        ``{"recall": [...], "precision": [...]}`` with rising recall.
    """
    if not ordering.positives:
        return {"recall": [], "precision": []}
    recall = ordering.tp / ordering.positives
    precision = ordering.tp / (ordering.tp + ordering.fp)
    even = np.searchsorted(recall, np.linspace(0.0, 1.0, points))
    kept = np.unique(np.minimum(np.concatenate([[0], even]), len(recall) - 1))
    return {"recall": recall[kept].round(5).tolist(), "precision": precision[kept].round(5).tolist()}
