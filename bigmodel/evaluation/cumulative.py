"""Everything the decision component needs, fed once: counts and amounts at up to 2,000 thresholds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.areas import pr_points
from bigmodel.evaluation.ordering import Ordering, order_scores
from bigmodel.evaluation.threshold import NOTHING, chosen, miss_costs, net_benefit, separators
from bigmodel.spec import Costs

BINS = 40


def days_spanned(time: NDArray[np.datetime64] | None) -> float | None:
    """Days from the first to the last time, at least 1; None without times."""
    if time is None:
        return None
    known = time[~np.isnat(time)]
    if not len(known):
        return None
    return max(1.0, float((known.max() - known.min()) / np.timedelta64(1, "D")))


def cumulative(
    y: NDArray[np.integer],
    score: NDArray[np.floating],
    amount: NDArray[np.float64] | None,
    costs: Costs,
    days: float | None,
    *,
    steps: int = 2000,
) -> dict[str, Any]:
    """A table from which the browser computes any decision under any costs.

    At step i the money is ``saved - false_alarm * fp[i]``, where ``saved`` is ``miss * tp[i]`` for a fixed cost of a
    miss, and ``caught_amount[i] + miss * caught_without_amount[i]`` where a miss costs its own amount.

    Args:
        y: Class 0 or 1, (n,).
        score: Probability of the positive class, (n,).
        amount: The amount of each row, NaN where missing, float64 (n,), or None.
        costs: The costs to start from.
        days: Days that the rows span, None if unknown.
        steps: Rows of the table at most.

    Returns:
        JSON-like values. Lists over steps, from "flag nothing" to "flag all": ``thresholds`` (falling), ``alerts``,
        ``tp``, ``fp``, ``fn``, ``tn``, ``caught_amount``, ``missed_amount``, ``caught_without_amount`` (caught
        positives whose amount is missing). Also ``best`` (the best step under ``costs``), ``costs``, ``rows``,
        ``positives``, ``negatives``, ``has_amount``, ``days``, ``pr`` (``recall``, ``precision``) and ``histogram``
        (``edges`` of the bins, counts ``negative`` and ``positive``).

    Raises:
        Problem: A score is not a number.
    """
    positive = y == 1
    ordering = order_scores(positive, score)
    money = net_benefit(ordering, miss_costs(amount, costs, len(y)), positive, costs)
    best = int(np.argmax(money))
    kept = _steps(ordering, best, steps)
    known = positive & (np.isfinite(amount) if amount is not None else False)
    at_stake = np.abs(np.where(known, amount, 0.0)) if amount is not None else np.zeros(len(y))

    def at(values: NDArray[Any]) -> NDArray[Any]:
        return np.append(0, values)[kept]

    caught = at(ordering.sums(at_stake)).round(2)
    tp, fp = at(ordering.tp).astype(np.int64), at(ordering.fp).astype(np.int64)
    thresholds = np.append(NOTHING, separators(ordering.scores))[kept]
    return {
        "thresholds": thresholds.tolist(),
        "alerts": (tp + fp).tolist(),
        "tp": tp.tolist(),
        "fp": fp.tolist(),
        "fn": (ordering.positives - tp).tolist(),
        "tn": (ordering.negatives - fp).tolist(),
        "caught_amount": caught.tolist(),
        "missed_amount": (caught[-1] - caught).round(2).tolist(),
        "caught_without_amount": (tp - at(ordering.sums(known.astype(np.float64)))).astype(np.int64).tolist(),
        "best": int(np.searchsorted(kept, best)),
        "best_threshold": chosen(ordering, money),
        "costs": costs.model_dump(),
        "rows": len(y),
        "positives": ordering.positives,
        "negatives": ordering.negatives,
        "has_amount": bool(known.any()),
        "days": days,
        "pr": pr_points(ordering),
        "histogram": _histogram(positive, score),
    }


def _steps(ordering: Ordering, best: int, steps: int) -> NDArray[np.int64]:
    """The groups to keep, as indices into "nothing, group 0, group 1 ...".

    Both ends and the best; every group with a positive where they are few enough (any costs have their best
    threshold at one of them), else evenly by positives; the rest evenly by alerts and by the logarithm of alerts,
    because the first alerts matter most.
    """
    groups = len(ordering.scores)
    if groups + 1 <= steps:
        return np.arange(groups + 1)
    gains = np.flatnonzero(np.diff(ordering.tp, prepend=0) > 0) + 1
    room = steps - 3
    if len(gains) > room * 6 // 10:
        gains = gains[np.linspace(0, len(gains) - 1, room * 6 // 10).astype(np.int64)]
    spread = (room - len(gains)) // 2
    by_alerts = np.searchsorted(ordering.ends, np.linspace(0, len(ordering.order) - 1, spread)) + 1
    early = np.searchsorted(ordering.ends, np.geomspace(1, len(ordering.order), spread) - 1) + 1
    every = np.concatenate([[0, groups, best], gains, by_alerts, early])
    return np.unique(np.minimum(every, groups)).astype(np.int64)


def _histogram(positive: NDArray[np.bool_], score: NDArray[np.floating]) -> dict[str, list[Any]]:
    top = max(0.05, float(np.ceil(score.max() * 20) / 20)) if len(score) else 1.0
    edges = np.linspace(0.0, top, BINS + 1)
    return {
        "edges": edges.round(5).tolist(),
        "negative": np.histogram(score[~positive], edges)[0].tolist(),
        "positive": np.histogram(score[positive], edges)[0].tolist(),
    }
