"""95 % intervals: Wilson's for proportions, the bootstrap for areas and for differences of areas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.areas import pr_auc, roc_auc
from bigmodel.evaluation.ordering import Ordering, order_scores

Z = 1.959964
"""The 97.5 % point of the normal distribution."""
CELLS = 1_000
RESAMPLES = 1_000
WORK = 40_000_000

Bounds = tuple[float, float]
Question = tuple[NDArray[np.bool_], NDArray[np.floating]]
"""Which rows are positive, bool (n,), and their scores (n,)."""


def wilson(successes: float, trials: float) -> Bounds:
    """Wilson's score interval for a proportion (E. B. Wilson, JASA 22, 1927).

    Returns:
        The 95 % bounds; (0, 1) where nothing was tried.

    Raises:
        ValueError: ``successes`` lies outside 0 to ``trials``.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    centre = (share + Z**2 / (2 * trials)) / (1 + Z**2 / trials)
    half = Z / (1 + Z**2 / trials) * np.sqrt(share * (1 - share) / trials + Z**2 / (4 * trials**2))
    # At the ends centre and half are equal but for rounding, which must not push the share out of its bounds.
    return float(max(0.0, min(centre - half, share))), float(min(1.0, max(centre + half, share)))


def difference_of_shares(part: float, whole: float, other: float, whole_other: float) -> tuple[float, float, float]:
    """A proportion minus that of other cases with its 95 % bounds.

    The bounds are made of Wilson's for each (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10).

    Args:
        part: Successes; a weighted proportion has no whole number of them.
        whole: Trials, at least 1.
        other: Successes among the other cases.
        whole_other: Trials among them, at least 1.

    Returns:
        Difference, low, high.
    """
    first, second = part / whole, other / whole_other
    (low, high), (low_other, high_other) = wilson(part, whole), wilson(other, whole_other)
    value = first - second
    below = ((first - low) ** 2 + (high_other - second) ** 2) ** 0.5
    above = ((high - first) ** 2 + (second - low_other) ** 2) ** 0.5
    return value, value - below, value + above


def f1_interval(tp: float, fp: float, fn: float) -> Bounds:
    """Bounds of F1 from Wilson's for tp / (tp + fp + fn), of which F1 is a rising function: 2 j / (1 + j)."""
    low, high = wilson(tp, tp + fp + fn)
    return 2 * low / (1 + low), 2 * high / (1 + high)


def mean_interval(values: NDArray[np.float64]) -> Bounds:
    """Normal bounds of a mean, for averages over many rows (log loss, Brier score)."""
    if len(values) < 2:
        return float("-inf"), float("inf")
    centre, half = float(values.mean()), Z * float(values.std(ddof=1)) / len(values) ** 0.5
    return centre - half, centre + half


def percentiles(values: NDArray[np.float64]) -> Bounds:
    """The 2.5 and 97.5 % points of resampled values, (resamples,)."""
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def bootstrap(ordering: Ordering, resamples: int = RESAMPLES, seed: int = 0) -> dict[str, Bounds]:
    """Percentile bounds of PR-AUC and ROC-AUC; positives and negatives are resampled apart.

    Scores between two neighbouring positives share one cell, so a resample is a draw of cell counts and not of
    rows. That is exact with up to 500 different positive scores; beyond, cells hold several, and the bounds are
    moved by what the merging moved the value.

    Returns:
        ``{"pr_auc": (low, high), "roc_auc": (low, high)}``; both (0, 1) where a class is absent.
    """
    if not ordering.positives or not ordering.negatives:
        return {"pr_auc": (0.0, 1.0), "roc_auc": (0.0, 1.0)}
    ends = _cells(ordering.tp)
    tp, fp = ordering.tp[ends], ordering.fp[ends]
    random = np.random.default_rng(seed)
    drawn_tp, drawn_fp = _draw(tp, resamples, random), _draw(fp, resamples, random)
    bounds = {}
    for name, area in (("pr_auc", pr_auc), ("roc_auc", roc_auc)):
        shift = float(area(ordering.tp, ordering.fp) - area(tp, fp))
        low, high = percentiles(area(drawn_tp, drawn_fp))
        bounds[name] = (max(0.0, low + shift), min(1.0, high + shift))
    return bounds


def _cells(tp: NDArray[np.int64]) -> NDArray[np.int64]:
    """The last group of each cell."""
    gained = np.diff(tp, prepend=0) > 0
    if gained.sum() <= CELLS // 2:
        return np.flatnonzero(gained | np.append(gained[1:], True))
    cell = (tp - 1) * CELLS // tp[-1]
    return np.flatnonzero(np.append(cell[1:] != cell[:-1], True))


def _draw(cumulative: NDArray[np.int64], resamples: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Cumulative counts per cell of resampled rows, int64 (resamples, cells)."""
    counts = np.diff(cumulative, prepend=0)
    filled = np.flatnonzero(counts)
    total = int(cumulative[-1])
    drawn = np.zeros((resamples, len(counts)), np.int64)
    drawn[:, filled] = random.multinomial(total, counts[filled] / total, size=resamples)
    return np.cumsum(drawn, axis=1)


def resampled_areas(
    strata: NDArray[np.int32], questions: Sequence[Question], resamples: int = 500, seed: int = 0
) -> NDArray[np.float64]:
    """Areas of several scorings of the same rows under the same resamples, so that they can be compared.

    Args:
        strata: The class of each row; each class is resampled apart, int32 (n,).
        questions: What is scored; all on the same n rows.
        resamples: At most this many; fewer (at least 100) where rows times questions are many.
        seed: Seed of the draws.

    Returns:
        float64 (resamples, questions, 2), PR-AUC and ROC-AUC in the last axis.
    """
    resamples = int(np.clip(WORK // max(1, len(strata) * len(questions)), min(100, resamples), resamples))
    random = np.random.default_rng(seed)
    groups = [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
    sorted_once = [(ordering := order_scores(*question), question[0][ordering.order]) for question in questions]
    result = np.empty((resamples, len(questions), 2))
    for resample in range(resamples):
        drawn = np.concatenate([group[random.integers(0, len(group), len(group))] for group in groups])
        weight = np.bincount(drawn, minlength=len(strata))
        for number, (ordering, positive) in enumerate(sorted_once):
            ranked = weight[ordering.order]
            tp = np.cumsum(ranked * positive)[ordering.ends]
            fp = np.cumsum(ranked)[ordering.ends] - tp
            result[resample, number] = pr_auc(tp, fp), roc_auc(tp, fp)
    return result


def paired_difference(
    y: NDArray[np.int32],
    score: NDArray[np.floating],
    other: NDArray[np.floating],
    resamples: int = 500,
    seed: int = 0,
) -> tuple[float, float, float]:
    """PR-AUC of ``score`` minus that of ``other`` on the same rows with its 95 % bounds (paired bootstrap).

    Args:
        y: Class 0 or 1, int32 (n,).
        score: Probability of the positive class, (n,).
        other: The same of the other model, (n,).
        resamples: Number of resamples at most.
        seed: Seed of the draws.

    Returns:
        Difference, low, high.
    """
    positive = y == 1
    first, second = order_scores(positive, score), order_scores(positive, other)
    value = float(pr_auc(first.tp, first.fp) - pr_auc(second.tp, second.fp))
    areas = resampled_areas(y, [(positive, score), (positive, other)], resamples, seed)[:, :, 0]
    low, high = percentiles(areas[:, 0] - areas[:, 1])
    return value, low, high
