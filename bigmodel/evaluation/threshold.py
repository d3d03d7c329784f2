"""The score from which a case is flagged: chosen by what mistakes cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.ordering import Ordering, order_scores
from bigmodel.spec import Costs

NOTHING = 1.000001
"""The threshold that flags nothing: above every probability, also after rounding to float32."""

EVERYTHING = 0.0
"""The threshold that flags every case."""


def flagged(score: NDArray[np.floating], threshold: float) -> NDArray[np.bool_]:
    """Which cases are flagged, bool (n,).

    Compared in float64: numpy would round the threshold to float32, where it may fall on a score.
    """
    return np.asarray(score, np.float64) >= threshold


def miss_costs(amount: NDArray[np.float64] | None, costs: Costs, rows: int) -> NDArray[np.float64]:
    """What missing each case would cost if it is a positive, float64 (rows,).

    The sum at stake is the amount without its sign, because some files write outgoing money as negative. A missing
    amount costs ``costs.miss``.
    """
    if amount is None or not costs.miss_is_amount:
        return np.full(rows, costs.miss)
    return np.where(np.isfinite(amount), np.abs(amount), costs.miss)


def separators(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each of the falling scores (g,) a threshold that flags it and all above, but not the next, float64 (g,).

    It lies about half-way, so that a score that moves in its seventh digit (another batch size, another machine)
    is decided the same, and has as few decimals as the gap allows.
    """
    below = np.append(scores[1:], EVERYTHING)
    middle = (scores + below) / 2
    result: NDArray[np.float64] = middle.copy()
    missing = np.ones(len(scores), bool)
    for decimals in range(2, 10):
        rounded = middle.round(decimals)
        fits = missing & (rounded > below) & (rounded <= scores)
        result[fits] = rounded[fits]
        missing &= ~fits
    if len(result):
        result[-1] = EVERYTHING
    return result


def net_benefit(
    ordering: Ordering, miss: NDArray[np.float64], positive: NDArray[np.bool_], costs: Costs
) -> NDArray[np.float64]:
    """Net benefit of flagging each group and all above it, with "flag nothing" (0) first, float64 (g + 1,).

    Args:
        ordering: The rows by falling score.
        miss: Cost of missing each row, float64 (n,).
        positive: Whether a row is a positive, bool (n,).
        costs: What a false alarm costs.
    """
    # With a fixed cost products of whole counts, so that equally good decisions have exactly equal money.
    if costs.miss_is_amount:
        saved = ordering.sums(np.where(positive, miss, 0.0))
    else:
        saved = ordering.tp.astype(np.float64) * costs.miss
    money: NDArray[np.float64] = np.append(0.0, saved - costs.false_alarm * ordering.fp)
    return money


def best_threshold(
    y: NDArray[np.integer], score: NDArray[np.floating], amount: NDArray[np.float64] | None, costs: Costs
) -> float:
    """The threshold with the largest net benefit; among equals the one with the fewest alerts.

    Args:
        y: Class 0 or 1, (n,).
        score: Probability of the positive class, (n,).
        amount: The amount of each row, NaN where missing, float64 (n,), or None.
        costs: What mistakes cost.

    Returns:
        ``NOTHING`` where flagging never pays, ``EVERYTHING`` where flagging all pays best.

    Raises:
        Problem: A score is not a number.
    """
    positive = y == 1
    ordering = order_scores(positive, score)
    return chosen(ordering, net_benefit(ordering, miss_costs(amount, costs, len(y)), positive, costs))


def chosen(ordering: Ordering, money: NDArray[np.float64]) -> float:
    """The threshold of the largest of ``money`` (g + 1,)."""
    best = int(np.argmax(money))
    if best == 0:
        return NOTHING
    if best == len(ordering.scores):
        return EVERYTHING
    return float(separators(ordering.scores[best - 1 : best + 1])[0])
