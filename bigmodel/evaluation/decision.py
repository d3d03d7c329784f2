"""What a threshold does to cases and money."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.cumulative import cumulative, days_spanned
from bigmodel.evaluation.threshold import EVERYTHING, NOTHING, best_threshold, flagged, miss_costs
from bigmodel.spec import Costs

__all__ = ["EVERYTHING", "NOTHING", "best_threshold", "cumulative", "days_spanned", "decide", "flagged"]


def decide(
    y: NDArray[np.integer],
    score: NDArray[np.floating],
    amount: NDArray[np.float64] | None,
    costs: Costs,
    threshold: float,
) -> dict[str, Any]:
    """Flag every case from ``threshold`` on and count.

    Args:
        y: Class 0 or 1, (n,).
        score: Probability of the positive class, (n,).
        amount: The amount of each row, NaN where missing, float64 (n,), or None.
        costs: What mistakes cost.
        threshold: The smallest score that is flagged.

    Returns:
        ``threshold, rows, alerts, tp, fp, fn, tn``; ``saved`` (miss costs avoided), ``spent`` (on false alarms) and
        ``money``, their difference; ``precision`` (None without alerts), ``recall`` and ``f1`` (None without
        positives).
    """
    positive, flag = y == 1, flagged(score, threshold)
    caught = positive & flag
    tp, alerts, positives, rows = int(caught.sum()), int(flag.sum()), int(positive.sum()), len(y)
    fp, fn = alerts - tp, positives - tp
    saved = float(miss_costs(amount, costs, rows)[caught].sum())
    spent = costs.false_alarm * fp
    return {
        "threshold": float(threshold),
        "rows": rows,
        "alerts": alerts,
        "tp": tp,
        "fp": fp,
        "fn": fn,
        "tn": rows - alerts - fn,
        "money": saved - spent,
        "saved": saved,
        "spent": spent,
        "precision": tp / alerts if alerts else None,
        "recall": tp / positives if positives else None,
        "f1": 2 * tp / (alerts + positives) if positives else None,
    }
