"""Vectors of items to begin training with, from which items follow each other closely."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import svds
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

REACH = 5
"""Items are neighbours up to so many steps apart; a pair counts as the reciprocal of its steps."""


def item_start(
    items: NDArray[np.int32], starts: NDArray[np.int64], count: int, width: int, seed: int = 0
) -> NDArray[np.float64]:
    """Factors of the positive pointwise mutual information of neighbours (Levy and Goldberg, NeurIPS 2014).

    With a bias of the log share of an item, the product of two such vectors gives about the log probability of one
    after the other, so that a network begins where co-occurrence ends instead of finding that out step by step.

    Args:
        items: Codes of training histories end to end, 1 to ``count``.
        starts: Where each history begins, int64 (n + 1,).
        count: Number of items.
        width: Numbers in a vector.
        seed: Seed of the factorisation's first vector, and of the small numbers where there is nothing to factorise.

    Returns:
        float64 (count, width).
    """
    random = np.random.default_rng(seed)
    noise = random.normal(0, 1e-3, (count, width))
    pairs = neighbours(items, starts, count)
    rank = min(width, count - 2)
    if rank < 1 or not pairs.nnz:
        return noise
    share = np.asarray(pairs.sum(axis=0)).ravel() / pairs.sum()
    pairs = pairs.tocoo()
    information = np.log(pairs.data / pairs.data.sum() / (share[pairs.row] * share[pairs.col]))
    apart = pairs.row != pairs.col
    kept = sp.csr_matrix(
        (np.maximum(information, 0.0)[apart], (pairs.row[apart], pairs.col[apart])), shape=(count, count)
    )
    if not kept.nnz:
        return noise
    # Two threads wait for each other at thousands of small products: on a busy machine that takes six times as long.
    with threadpool_limits(1):
        left, size, _ = svds(kept, k=rank, v0=random.normal(size=count))
    vectors = noise
    vectors[:, :rank] += left * np.sqrt(np.maximum(size, 0.0))
    return vectors


def neighbours(items: NDArray[np.int32], starts: NDArray[np.int64], count: int) -> sp.csr_matrix:
    """How closely items stand together in the histories, symmetric (count, count); only within a history."""
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    code = items.astype(np.int64) - 1
    total = sp.csr_matrix((count, count))
    for step in range(1, REACH + 1):
        same = owner[step:] == owner[:-step] if len(owner) > step else np.zeros(0, bool)
        first, second = code[: len(same)][same], code[step:][same]
        weight = np.full(len(first), 1.0 / step)
        total = total + sp.csr_matrix((weight, (first, second)), shape=(count, count))
    return (total + total.T).tocsr()
