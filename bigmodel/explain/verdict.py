"""How good decisions are on cases that may be changed, each number with its 95 % interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.confusion import confusion, macro, macro_interval
from bigmodel.evaluation.decision import decide, flagged
from bigmodel.evaluation.intervals import f1_interval, mean_interval, wilson
from bigmodel.evaluation.metrics import TOO_FEW, TOO_FEW_A_CLASS
from bigmodel.evaluation.threshold import NOTHING, miss_costs
from bigmodel.spec import Costs, Interval


@dataclass(frozen=True)
class Verdict:
    """Decisions about cases.

    Attributes:
        rows: Number of cases.
        alerts: Cases that are flagged.
        tp: Positives among them.
        fn: Positives that are not flagged.
        threshold: The score from which they are flagged; higher than asked for where there is a limit to alerts.
        numbers: ``alerts`` (share of cases), ``precision``, ``recall``, ``f1``, ``money``; a value that can't be told
            is absent. For more than two classes ``accuracy`` and ``macro_f1``.
    """

    rows: int
    numbers: dict[str, Interval]
    alerts: int = 0
    tp: int = 0
    fn: int = 0
    threshold: float | None = None


def judge_decisions(
    y: NDArray[np.integer],
    score: NDArray[np.floating],
    amount: NDArray[np.float64] | None,
    costs: Costs,
    threshold: float,
    *,
    limit: float | None = None,
    weight: float = 1.0,
) -> Verdict:
    """What a threshold does, for two classes.

    Intervals: Wilson's for shares, the normal one for money, which is a sum over cases.

    Args:
        y: Class 0 or 1, (n,), n at least 1.
        score: Probability of the positive class, (n,).
        amount: The amount of each row, NaN where missing, float64 (n,), or None.
        costs: What mistakes cost.
        threshold: The smallest score that is flagged.
        limit: Alerts that can be looked at; where there are more, only those with the highest scores are. None is no
            limit.
        weight: The share of the cases that are worth as much as cases of their own (``Population.weight``).
    """
    if limit is not None:
        threshold = max(threshold, reaching(score, limit))
    found = decide(y, score, amount, costs, threshold)
    rows, alerts, tp, fp, fn = (int(found[name]) for name in ("rows", "alerts", "tp", "fp", "fn"))
    tell = min(tp + fn, rows - tp - fn) >= TOO_FEW

    def shown(part: float, of: float, told: bool = True) -> Interval:
        bounds = wilson(part * weight, of * weight) if told and of else (None, None)
        return Interval(value=part / of, low=bounds[0], high=bounds[1])

    numbers = {"alerts": shown(alerts, rows)}
    if alerts:
        numbers["precision"] = shown(tp, alerts, tell)
    if tp + fn:
        numbers["recall"] = shown(tp, tp + fn, tell)
        bounds = f1_interval(tp * weight, fp * weight, fn * weight) if tell else (None, None)
        numbers["f1"] = Interval(value=found["f1"], low=bounds[0], high=bounds[1])
    gained = np.where(y == 1, miss_costs(amount, costs, rows), -costs.false_alarm) * flagged(score, threshold)
    numbers["money"] = sum_with_bounds(gained, weight) if tell else Interval(value=float(gained.sum()))
    return Verdict(rows, numbers, alerts, tp, fn, threshold)


def judge_classes(y: NDArray[np.integer], score: NDArray[np.floating], weight: float = 1.0) -> Verdict:
    """How many cases get the right one of more than two classes.

    Args:
        y: Class index, (n,).
        score: Probabilities, (n, k).
        weight: As in ``judge_decisions``.
    """
    matrix = confusion(y, score.argmax(axis=1), score.shape[1])
    rows, right = len(y), int(np.trace(matrix))
    there = matrix.sum(axis=1)
    tell = rows >= TOO_FEW and int(there[there > 0].min()) >= TOO_FEW_A_CLASS
    low, high = wilson(right * weight, rows * weight)
    bounds = macro_interval(matrix)[2] if tell else (None, None)
    return Verdict(
        rows,
        {
            "accuracy": Interval(value=right / rows, low=low, high=high),
            "macro_f1": Interval(value=float(macro(matrix)[2]), low=bounds[0], high=bounds[1]),
        },
    )


def reaching(score: NDArray[np.floating], limit: float) -> float:
    """The lowest threshold that flags no more than ``limit`` cases."""
    most = max(0, int(limit))
    if most >= len(score):
        return 0.0
    first_out = float(np.partition(np.asarray(score, np.float64), len(score) - 1 - most)[len(score) - 1 - most])
    return min(NOTHING, float(np.nextafter(first_out, 2.0)))


def sum_with_bounds(values: NDArray[np.float64], weight: float = 1.0) -> Interval:
    """A sum over cases with its normal 95 % interval; ``weight`` as in ``judge_decisions``."""
    total = float(values.sum())
    half = (mean_interval(values)[1] - float(values.mean())) * len(values) / weight**0.5
    return Interval(value=total, low=total - half, high=total + half)
