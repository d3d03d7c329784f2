"""Answering only where the model is certain: how much is answered, and how much of that is right.

The trade between coverage and accuracy is that of a reject option (C. K. Chow, *On optimum recognition error and reject
tradeoff*, IEEE Transactions on Information Theory 16, 1970).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.intervals import wilson
from bigmodel.spec import Interval

STEPS = 100
LEAST = 20
"""Answered cases from which an accuracy is told."""


@dataclass(frozen=True)
class Answered:
    """What comes of answering from a certainty on.

    Attributes:
        certainty: The least certainty.
        answered: Number of cases that are answered.
        right: Number of those that are right.
        total: Number of all cases.
    """

    certainty: float
    answered: int
    right: int
    total: int

    @property
    def share(self) -> Interval:
        """The share of cases that is answered, with its 95 % interval."""
        return _proportion(self.answered, self.total)

    @property
    def accuracy(self) -> Interval | None:
        """The share of the answers that is right, with its 95 % interval; None where nothing is answered."""
        return _proportion(self.right, self.answered) if self.answered else None


def answered_from(certainty: float, sure: NDArray[np.floating], right: NDArray[np.bool_]) -> Answered:
    """What is answered from a certainty on.

    Args:
        certainty: The least certainty.
        sure: The certainty of each answer, (n,).
        right: Whether each answer is right, (n,).
    """
    taken = sure >= certainty
    return Answered(certainty, int(taken.sum()), int((right & taken).sum()), len(sure))


def coverage_curve(sure: NDArray[np.floating], right: NDArray[np.bool_]) -> list[Answered]:
    """The trade at evenly spaced certainties from 0 to 1, as far as enough is answered."""
    steps = [answered_from(step / STEPS, sure, right) for step in range(STEPS)]
    return [step for step in steps if step.answered >= min(LEAST, len(sure))]


def halving_certainty(sure: NDArray[np.floating], right: NDArray[np.bool_]) -> float:
    """The smallest certainty from which the answers are wrong at most half as often as all are; 0 where none is."""
    curve = coverage_curve(sure, right)
    if not curve:
        return 0.0
    wrong = 1 - right.mean()
    found = (step.certainty for step in curve if 1 - step.right / step.answered <= wrong / 2)
    return next(found, 0.0) if wrong > 0 else 0.0


def _proportion(part: int, whole: int) -> Interval:
    low, high = wilson(part, whole)
    return Interval(value=part / max(1, whole), low=low, high=high)
