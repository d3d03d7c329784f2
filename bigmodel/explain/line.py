"""Whether the threshold still is where it should be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.decision import best_threshold, flagged
from bigmodel.evaluation.metrics import TOO_FEW
from bigmodel.evaluation.threshold import miss_costs
from bigmodel.explain.verdict import sum_with_bounds
from bigmodel.spec import Costs, Interval

STREAM = 1927
"""Keeps the draws apart from those of simulated data that was drawn with the same small seed."""


@dataclass(frozen=True)
class Line:
    """What another threshold would bring.

    Attributes:
        best: The threshold that would have been best on these cases.
        gain: Money that choosing anew brings, with its 95 % interval; None where there is too little to tell.
    """

    best: float
    gain: Interval | None

    @property
    def holds(self) -> bool | None:
        """Whether no other threshold is clearly better; None where there is too little to tell."""
        return None if self.gain is None or self.gain.low is None else self.gain.low <= 0


def look_at_line(
    y: NDArray[np.integer],
    score: NDArray[np.floating],
    amount: NDArray[np.float64] | None,
    costs: Costs,
    threshold: float,
    *,
    origin: NDArray[np.int64] | None = None,
    weight: float = 1.0,
    seed: int = 0,
) -> Line:
    """Compare a threshold with the best one, without the luck of hindsight.

    The cases are divided in two at random; the best threshold of each half is tried on the other (two-fold
    cross-fitting), and what it gains there is counted case by case.

    Args:
        y: Class 0 or 1, (n,).
        score: Probability of the positive class, (n,).
        amount: The amount of each row, NaN where missing, float64 (n,), or None.
        costs: What mistakes cost.
        threshold: The threshold in use.
        origin: Rows with the same number stay in one half, int64 (n,); None where all are different.
        weight: The share of the cases that are worth as much as cases of their own.
        seed: Seed of the division.
    """
    best = best_threshold(y, score, amount, costs)
    positives = int((y == 1).sum())
    if min(positives, len(y) - positives) < 2 * TOO_FEW:
        return Line(best, None)
    groups = np.arange(len(y)) if origin is None else origin
    first = (np.random.default_rng([seed, STREAM]).random(int(groups.max()) + 1) < 0.5)[groups]
    worth = np.where(y == 1, miss_costs(amount, costs, len(y)), -costs.false_alarm)
    gained = np.zeros(len(y))
    for chosen_on in (first, ~first):
        tried_on = ~chosen_on
        other = best_threshold(y[chosen_on], score[chosen_on], None if amount is None else amount[chosen_on], costs)
        moved = flagged(score[tried_on], other).astype(float) - flagged(score[tried_on], threshold)
        gained[tried_on] = moved * worth[tried_on]
    return Line(best, sum_with_bounds(gained, weight))
