"""How good suggestions are: measures of ranks, with intervals over users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.intervals import Z, percentiles
from bigmodel.spec import Interval
from bigmodel.spec.report import Metrics

K = 10
"""Suggestions that a metric's card counts."""
TOO_FEW = 20
RESAMPLES = 1_000
BLOCK = 50
Ranks = NDArray[np.floating]


def gains(rank: Ranks, k: int = K) -> dict[str, NDArray[np.float64]]:
    """What each user's list of ``k`` is worth, one item being right.

    With one right item recall is the hit rate, precision a k-th of it, F1 2 / (k + 1) of it, and NDCG is
    1 / log2(1 + rank) (Järvelin and Kekäläinen, TOIS 20, 2002).

    Args:
        rank: Rank of the right item among all items, 1 for the first, (n,).
        k: Length of the list.

    Returns:
        ``precision``, ``recall``, ``f1``, ``ndcg``, ``hit_rate`` within the list and ``mrr`` over all ranks, (n,).
    """
    rank = np.asarray(rank, np.float64)
    hit = (rank <= k).astype(np.float64)
    return {
        "precision": hit / k,
        "recall": hit,
        "f1": 2 * hit / (k + 1),
        "ndcg": hit / np.log2(rank + 1),
        "hit_rate": hit,
        "mrr": 1 / rank,
    }


def measure_epoch_ranks(rank: Ranks) -> dict[str, Any]:
    """The measures of an epoch for the live chart, ``select`` (NDCG) among them; quick, without intervals."""
    means = {name: float(values.mean()) for name, values in gains(rank).items()}
    return {**means, "select": means["ndcg"]}


def measure_ranks(rank: Ranks, top: NDArray[np.integer], items: int, seed: int = 0) -> Metrics:
    """The metrics of a report, with 95 % percentile bounds from resampled users.

    Args:
        rank: Rank of the right item for each user, (n,).
        top: Each user's list of items, (n, k), -1 for none.
        items: Number of items that could be suggested.
        seed: Seed of the draws.

    Returns:
        ``precision@10`` and so on, ``mrr``, and ``coverage@10``, the share of all items that somebody was shown.
    """
    found = gains(rank)
    matrix = np.stack(list(found.values()))
    bounds = bootstrap_means(matrix, seed) if len(rank) >= TOO_FEW else [(None, None)] * len(matrix)
    metrics = {
        name if name == "mrr" else f"{name}@{K}": Interval(value=float(values.mean()), low=low, high=high)
        for (name, values), (low, high) in zip(found.items(), bounds, strict=True)
    }
    metrics[f"coverage@{K}"] = Interval(value=coverage(top[:, :K], items))
    return metrics


def coverage(top: NDArray[np.integer], items: int) -> float:
    """The share of all items that stand in at least one list."""
    return len(np.unique(top[top >= 0])) / max(1, items)


def bootstrap_means(values: NDArray[np.float64], seed: int = 0) -> list[tuple[float, float]]:
    """95 % bounds of the mean of each row of ``values`` (measures, n), all under the same resamples of users."""
    random = np.random.default_rng(seed)
    users = values.shape[1]
    means = np.empty((RESAMPLES, len(values)))
    for first in range(0, RESAMPLES, BLOCK):
        drawn = random.multinomial(users, np.full(users, 1 / users), size=BLOCK)
        means[first : first + BLOCK] = drawn @ values.T / users
    return [percentiles(means[:, row]) for row in range(len(values))]


def compare_ranks(rank: Ranks, other: Ranks, seed: int = 0) -> dict[str, Any]:
    """The model against a baseline on the same users: NDCG@10 with paired bounds, as ``notes.compare`` gives it."""
    gained = gains(rank)["ndcg"] - gains(other)["ndcg"]
    low = high = None
    if len(rank) >= TOO_FEW:
        ((low, high),) = bootstrap_means(gained[None], seed)
    return {"metric": f"ndcg@{K}", "value": float(gained.mean()), "low": low, "high": high}


def compare_users(rank: Ranks, other: Ranks) -> dict[str, Any]:
    """The model on some users against the same model on others: NDCG@10 with normal bounds, as ``compare_ranks``."""
    sides = [gains(each)["ndcg"] for each in (rank, other)]
    value = float(sides[0].mean() - sides[1].mean())
    low = high = None
    if min(map(len, sides)) >= TOO_FEW:
        half = Z * float(sum(side.var(ddof=1) / len(side) for side in sides)) ** 0.5
        low, high = value - half, value + half
    return {"metric": f"ndcg@{K}", "value": value, "low": low, "high": high}


def by_length(rank: Mapping[str, Ranks], length: NDArray[np.integer]) -> list[dict[str, Any]]:
    """Hit rate within ten for users from the coldest to the most active quarter.

    Args:
        rank: Name of a model to its ranks, (n,) each.
        length: Items in each user's history, (n,).

    Returns:
        For each quarter that holds somebody ``low`` and ``high`` (history lengths), ``users`` and ``hit_rate`` by
        name. Equal lengths stay together, so quarters may differ in size.
    """
    edges = np.unique(np.quantile(length, [0.25, 0.5, 0.75], method="inverted_cdf"))
    quarter = np.searchsorted(edges, length, side="left")
    found = []
    for place in np.unique(quarter):
        inside = quarter == place
        rates = {name: float((ranks[inside] <= K).mean()) for name, ranks in rank.items()}
        lengths = length[inside]
        found.append(
            {"low": int(lengths.min()), "high": int(lengths.max()), "users": int(inside.sum()), "hit_rate": rates}
        )
    return found


def rank_targets(score: NDArray[np.floating], target: NDArray[np.integer]) -> NDArray[np.float32]:
    """Rank of each row's target column among all columns, 1 for the highest score, float32 (n,).

    Among equals the smaller column comes first, so that ranks and the lists that are shown agree. A target that was
    left out of the list (a score of minus infinity) comes last.
    """
    own = np.take_along_axis(score, target[:, None].astype(np.int64), axis=1)
    columns = np.arange(score.shape[1])
    ahead = (score > own) | ((score == own) & (columns < target[:, None]))
    rank = 1 + ahead.sum(axis=1)
    ranks: NDArray[np.float32] = np.where(np.isfinite(own[:, 0]), rank, score.shape[1]).astype(np.float32)
    return ranks
