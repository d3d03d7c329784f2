"""The baselines that a professional asks for beside a ranking model: bestsellers, item neighbours, EASE."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.ranking import gains, rank_targets

PENALTIES = (100.0, 500.0)
NEIGHBOURS = (20, 100)
RECENT = (None, 10, 3, 1)
"""How many of the last items of a history count; None takes all."""
LARGEST = 4_000
"""EASE inverts a matrix of items x items: beyond so many the rarest are left at a score of zero."""
PART = 512
Floats = NDArray[np.float32]


class Sequences(Protocol):
    """Item codes from 1 end to end, and where each history begins."""

    @property
    def items(self) -> NDArray[np.int32]:
        """Codes, oldest first within a history."""

    @property
    def starts(self) -> NDArray[np.int64]:
        """(n + 1,), where each history begins."""


@dataclass(frozen=True)
class Recommender:
    """A fitted baseline.

    Attributes:
        name: ``popularity``, ``item_knn`` or ``ease``.
        chosen: What validation chose, for example ``{"penalty": 500.0, "recent": 5}``.
        score: ``score(histories, first, end)`` gives scores float32 (end - first, items) of these histories.
        ndcg: NDCG@10 on validation users.
    """

    name: str
    chosen: Mapping[str, Any]
    score: Callable[[Sequences, int, int], Floats]
    ndcg: float


def fit_recommenders(
    train: Sequences, validation: Sequences, target: NDArray[np.int32], items: int, *, repeats: bool
) -> list[Recommender]:
    """Fit each baseline on training histories and choose its settings on validation users.

    Args:
        train: Training histories.
        validation: History of each validation user.
        target: Code of the item that each of them chose next, (n,).
        items: Number of items.
        repeats: Whether items of the history may be suggested; if not they are left out when settings are compared,
            as they are for the model.
    """
    counts = np.bincount(train.items - 1, minlength=items).astype(np.float32)
    taken = matrix(train, items)
    together = np.asarray((taken.T @ taken).toarray(), np.float32)
    tried: dict[str, list[tuple[dict[str, Any], Callable[[Sequences, int, int], Floats]]]] = {
        "popularity": [({"counts": "events"}, _same(counts)), ({"counts": "users"}, _same(together.diagonal().copy()))],
        "item_knn": [],
        "ease": [],
    }
    tie = counts / (counts.max() + 1.0)  # Items without a score come in the order of the bestsellers.
    for neighbours in NEIGHBOURS:
        weights = item_neighbours(together, neighbours)
        tried["item_knn"] += [
            ({"neighbours": neighbours, "recent": recent}, _linear(weights, recent, tie)) for recent in RECENT
        ]
    for penalty in PENALTIES:
        weights = ease_largest(together, penalty)
        tried["ease"] += [({"penalty": penalty, "recent": recent}, _linear(weights, recent, tie)) for recent in RECENT]
    found = []
    for name, settings in tried.items():
        judged = [
            Recommender(name, chosen, score, validation_ndcg(score, validation, target, repeats=repeats))
            for chosen, score in settings
        ]
        found.append(max(judged, key=lambda each: each.ndcg))
    return found


def validation_ndcg(
    score: Callable[[Sequences, int, int], Floats],
    histories: Sequences,
    target: NDArray[np.int32],
    *,
    repeats: bool,
) -> float:
    """NDCG@10 of a scorer, all items ranked."""
    total = 0.0
    for first in range(0, len(target), PART):
        end = min(first + PART, len(target))
        scores = score(histories, first, end)
        if not repeats:
            scores[rows_and_items(histories, first, end)] = -np.inf
        total += float(gains(rank_targets(scores, target[first:end] - 1))["ndcg"].sum())
    return total / max(1, len(target))


def ease(together: NDArray[np.floating], penalty: float) -> Floats:
    """Item weights with a zero diagonal that rebuild each history from its other items, in closed form.

    With P the inverse of (G + penalty I), B = I - P / diag(P) by columns (Steck, WWW 2019, arXiv 1905.03375).

    Args:
        together: G, how many histories hold both items, (items, items).
        penalty: The L2 penalty, above 0.
    """
    inverse = np.linalg.inv(together.astype(np.float64) + penalty * np.eye(len(together)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return weights.astype(np.float32)


def ease_largest(together: Floats, penalty: float) -> Floats:
    """EASE over the ``LARGEST`` most frequent items; weights of the others are zero."""
    if len(together) <= LARGEST:
        return ease(together, penalty)
    often = np.sort(np.argsort(-together.diagonal(), kind="stable")[:LARGEST])
    weights = np.zeros_like(together)
    weights[np.ix_(often, often)] = ease(together[np.ix_(often, often)], penalty)
    return weights


def item_neighbours(together: Floats, neighbours: int) -> Floats:
    """Cosine of items by the histories that hold them, for each item only its nearest ones (Sarwar et al., WWW 2001).

    Returns:
        float32 (items, items); row: an item of the history, column: what it speaks for.
    """
    length = np.sqrt(np.maximum(together.diagonal(), 1e-12))
    cosine = (together / length[:, None] / length[None, :]).astype(np.float32)
    np.fill_diagonal(cosine, 0.0)
    if neighbours < len(cosine):
        least = np.partition(cosine, len(cosine) - neighbours, axis=1)[:, len(cosine) - neighbours]
        cosine[cosine < least[:, None]] = 0.0
    return cosine


def matrix(histories: Sequences, items: int, recent: int | None = None, first: int = 0, end: int | None = None) -> Any:
    """Which history holds which item, a sparse float32 matrix of 0 and 1, (histories, items)."""
    import scipy.sparse as sp

    starts = histories.starts[first : (len(histories.starts) - 1 if end is None else end) + 1]
    begin = starts[:-1] if recent is None else np.maximum(starts[:-1], starts[1:] - recent)
    length = starts[1:] - begin
    places = np.repeat(begin - np.concatenate([[0], np.cumsum(length)[:-1]]), length) + np.arange(length.sum())
    rows = np.repeat(np.arange(len(length)), length)
    columns = histories.items[places].astype(np.int64) - 1
    held = sp.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(length), items))
    held.data[:] = 1.0  # A sum of equal cells is one cell.
    return held


def rows_and_items(histories: Sequences, first: int, end: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row (from 0) and item column of everything in some histories, to leave it out of their lists."""
    starts = histories.starts[first : end + 1]
    rows = np.repeat(np.arange(end - first), np.diff(starts))
    return rows, histories.items[starts[0] : starts[-1]].astype(np.int64) - 1


def _same(score: Floats) -> Callable[[Sequences, int, int], Floats]:
    def everyone(_: Sequences, first: int, end: int) -> Floats:
        return np.tile(score.astype(np.float32), (end - first, 1))

    return everyone


def _linear(weights: Floats, recent: int | None, tie: Floats) -> Callable[[Sequences, int, int], Floats]:
    def score(histories: Sequences, first: int, end: int) -> Floats:
        held = matrix(histories, len(weights), recent, first, end)
        return np.asarray(held @ weights, np.float32) + 1e-6 * tie

    return score
