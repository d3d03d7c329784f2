"""The measures of one epoch for the live charts: quick, without intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.areas import pr_auc
from bigmodel.evaluation.confusion import confusion, macro
from bigmodel.evaluation.ordering import order_scores
from bigmodel.evaluation.threshold import chosen, miss_costs, net_benefit
from bigmodel.spec import Costs, Outcome


def measure_epoch(
    y: NDArray[np.integer],
    score: NDArray[np.floating],
    outcome: Outcome,
    amount: NDArray[np.float64] | None,
    costs: Costs,
) -> dict[str, Any]:
    """What an epoch's validation scores are worth.

    Scores that are not numbers (the network diverged) count as 0, so that the run goes on to say so.

    Args:
        y: Index into ``outcome.classes``, (n,).
        score: Probabilities, (n,) of the positive class for two classes, else (n, k).
        outcome: The classes.
        amount: The amount of each row, NaN where missing, float64 (n,), or None.
        costs: What mistakes cost.

    Returns:
        Two classes: ``threshold`` (with the largest net benefit), ``precision`` (0 without alerts), ``recall``,
        ``f1`` and ``money`` at it, ``pr_auc``. More classes: ``precision``, ``recall``, ``f1`` and ``macro_f1``,
        averaged over classes. Both: ``select``, by which epochs are compared, higher is better.
    """
    score = np.nan_to_num(score, nan=0.0, posinf=1.0, neginf=0.0)
    if not outcome.binary:
        precision, recall, f1 = macro(confusion(y, score.argmax(axis=1), len(outcome.classes))).tolist()
        return {"precision": precision, "recall": recall, "f1": f1, "macro_f1": f1, "select": f1}
    positive = y == 1
    ordering = order_scores(positive, score)
    money = net_benefit(ordering, miss_costs(amount, costs, len(y)), positive, costs)
    best = int(np.argmax(money))
    tp = int(ordering.tp[best - 1]) if best else 0
    fp = int(ordering.fp[best - 1]) if best else 0
    area = float(pr_auc(ordering.tp, ordering.fp)) if len(y) else 0.0
    return {
        "threshold": chosen(ordering, money),
        "precision": tp / max(1, tp + fp),
        "recall": tp / max(1, ordering.positives),
        "f1": 2 * tp / max(1, tp + fp + ordering.positives),
        "pr_auc": area,
        "money": float(money[best]),
        "select": area,
    }
