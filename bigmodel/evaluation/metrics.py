"""How good scores are: the metrics of the command line, each with a 95 % interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.areas import pr_auc, roc_auc
from bigmodel.evaluation.confusion import confusion, macro, macro_interval
from bigmodel.evaluation.intervals import (
    Bounds,
    Question,
    bootstrap,
    f1_interval,
    mean_interval,
    percentiles,
    resampled_areas,
    wilson,
)
from bigmodel.evaluation.ordering import order_scores
from bigmodel.evaluation.threshold import flagged
from bigmodel.spec import Interval, Metrics, Outcome, Problem

TOO_FEW = 20
"""With fewer positives (or negatives) no interval is given: there is too little to tell."""
TOO_FEW_A_CLASS = 5
MANY_CLASSES = 100
ECE_BINS = 15
TINY = 1e-7


def measure(
    y: NDArray[np.integer], score: NDArray[np.floating], outcome: Outcome, threshold: float | None = None
) -> Metrics:
    """All metrics of scores against the truth.

    Two classes: accuracy, precision, recall and f1 at the threshold; pr_auc, roc_auc, brier, log_loss, ece. Without
    alerts precision is 0. More classes: accuracy, precision, recall, f1 and macro_f1 (the last two are the same,
    averaged over classes, like precision and recall), pr_auc and roc_auc (each class against the rest, averaged; up
    to 100 classes), brier, log_loss, ece, and top_5_accuracy where there are more than five classes.

    Intervals: Wilson for accuracy, precision, recall and, by way of tp / (tp + fp + fn), f1; bootstrap for areas and
    averages over classes; normal for brier and log_loss. None for ece, whose bootstrap is biased upwards, and where
    there are too few cases.

    Args:
        y: Index into ``outcome.classes``, (n,).
        score: Probabilities, (n,) of the positive class for two classes, else (n, k).
        outcome: The classes.
        threshold: The smallest score that is flagged; None means 0.5. Of no meaning for more than two classes.

    Raises:
        Problem: There are no rows or a score is not a number.
    """
    if not len(y):
        raise Problem("There are no rows to evaluate")
    if not np.isfinite(score).all():
        raise Problem("The scores are not numbers", remedy="The network has diverged: try a smaller learning rate.")
    if outcome.binary:
        return _binary(y, score, 0.5 if threshold is None else threshold)
    return _multiclass(y, score, len(outcome.classes))


def _binary(y: NDArray[np.integer], score: NDArray[np.floating], threshold: float) -> Metrics:
    positive, flag = y == 1, flagged(score, threshold)
    probability = score.astype(np.float64)
    tp, alerts, positives, rows = int((positive & flag).sum()), int(flag.sum()), int(positive.sum()), len(y)
    fp, fn = alerts - tp, positives - tp
    right = rows - fp - fn
    tell = min(positives, rows - positives) >= TOO_FEW
    ordering = order_scores(positive, score)
    areas = bootstrap(ordering) if tell else {}
    squares = (probability - positive) ** 2
    losses = -np.log(np.clip(np.where(positive, probability, 1 - probability), TINY, None))
    return {
        "accuracy": _interval(right / rows, wilson(right, rows)),
        "precision": _interval(tp / max(1, alerts), wilson(tp, alerts) if tell and alerts else None),
        "recall": _interval(tp / max(1, positives), wilson(tp, positives) if tell else None),
        "f1": _interval(2 * tp / max(1, alerts + positives), f1_interval(tp, fp, fn) if tell else None),
        "pr_auc": _interval(float(pr_auc(ordering.tp, ordering.fp)), areas.get("pr_auc")),
        "roc_auc": _interval(float(roc_auc(ordering.tp, ordering.fp)), areas.get("roc_auc")),
        "brier": _mean(squares, tell),
        "log_loss": _mean(losses, tell),
        "ece": _interval(calibration_error(probability, positive), None),
    }


def _multiclass(y: NDArray[np.integer], score: NDArray[np.floating], classes: int) -> Metrics:
    rows, predicted = len(y), score.argmax(axis=1)
    matrix = confusion(y, predicted, classes)
    right = int(np.trace(matrix))
    there = matrix.sum(axis=1)
    tell = rows >= TOO_FEW and int(there[there > 0].min()) >= TOO_FEW_A_CLASS
    averages = macro(matrix)
    bounds: list[Bounds] | list[None] = macro_interval(matrix) if tell else [None] * 3
    of_truth = score[np.arange(rows), y].astype(np.float64)
    squares = (score.astype(np.float64) ** 2).sum(axis=1) - 2 * of_truth + 1
    metrics = {
        "accuracy": _interval(right / rows, wilson(right, rows)),
        "precision": _interval(averages[0], bounds[0]),
        "recall": _interval(averages[1], bounds[1]),
        "f1": _interval(averages[2], bounds[2]),
        "macro_f1": _interval(averages[2], bounds[2]),
        **_rest_areas(y, score, np.flatnonzero(there), tell),
        "brier": _mean(squares, tell),
        "log_loss": _mean(-np.log(np.clip(of_truth, TINY, None)), tell),
        "ece": _interval(calibration_error(score.max(axis=1).astype(np.float64), predicted == y), None),
    }
    if classes > 5:
        above = (score > of_truth.astype(score.dtype)[:, None]).sum(axis=1)
        hits = int((above < 5).sum())
        metrics["top_5_accuracy"] = _interval(hits / rows, wilson(hits, rows))
    return metrics


def _rest_areas(
    y: NDArray[np.integer], score: NDArray[np.floating], present: NDArray[np.integer], tell: bool
) -> dict[str, Interval]:
    """Areas of each present class against the rest, averaged."""
    if not 2 <= len(present) <= MANY_CLASSES:
        return {}
    questions: list[Question] = [(y == number, score[:, number]) for number in present]
    orderings = [order_scores(*question) for question in questions]
    resampled = resampled_areas(y.astype(np.int32), questions, 200).mean(axis=1) if tell else None
    return {
        name: _interval(
            float(np.mean([area(ordering.tp, ordering.fp) for ordering in orderings])),
            None if resampled is None else percentiles(resampled[:, column]),
        )
        for column, (name, area) in enumerate((("pr_auc", pr_auc), ("roc_auc", roc_auc)))
    }


def calibration_error(probability: NDArray[np.float64], happened: NDArray[np.bool_]) -> float:
    """Expected calibration error: distance of mean probability and frequency, over 15 bins of equal width, by rows.

    Guo et al., On Calibration of Modern Neural Networks (arXiv 1706.04599).
    """
    bins = np.minimum((probability * ECE_BINS).astype(np.int64), ECE_BINS - 1)
    expected = np.bincount(bins, probability, ECE_BINS)
    observed = np.bincount(bins, happened, ECE_BINS)
    return float(np.abs(expected - observed).sum() / len(probability))


def _mean(values: NDArray[np.float64], tell: bool) -> Interval:
    low, high = mean_interval(values) if tell else (0.0, 0.0)
    return _interval(float(values.mean()), (max(0.0, low), high) if tell else None)


def _interval(value: float, bounds: Bounds | None) -> Interval:
    low, high = bounds if bounds else (None, None)
    return Interval(value=float(value), low=low, high=high)
