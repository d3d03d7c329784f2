"""Which columns go together, so that none of a pair seems idle because the other stands in for it.

Numbers by Spearman's rank correlation, categories by Cramér's V with Bergsma's correction (2013), a number and a
category by the correlation ratio of the number's ranks (corrected alike: epsilon squared). All run from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bigmodel.explain.columns import Layout, Rows

TOGETHER = 0.7
"""From here on columns go together."""
ROWS = 5_000
FEW = 20
"""With fewer rows in which both are known nothing is said of a pair."""


def associations(rows: Rows, layout: Layout) -> NDArray[np.float64]:
    """How closely each pair of columns goes together.

    Args:
        rows: The cases; the first ``ROWS`` of them are looked at.
        layout: The columns. A date goes with another column as closely as the closest of its parts.

    Returns:
        float64 (columns, columns) from 0 to 1, 1 on the diagonal.
    """
    rows = rows.take(slice(0, ROWS))
    numbers = _ranks(np.column_stack([rows.numbers, rows.sources]))
    known = ~np.isnan(numbers)
    width, codes = rows.numbers.shape[1], rows.codes
    total = numbers.shape[1] + codes.shape[1]
    parts = np.eye(total)
    parts[: numbers.shape[1], : numbers.shape[1]] = _spearman(np.nan_to_num(numbers), known)
    for one in range(codes.shape[1]):
        at = numbers.shape[1] + one
        for place in range(numbers.shape[1]):
            there = known[:, place]
            parts[at, place] = parts[place, at] = _ratio(numbers[there, place], codes[there, one])
        for other in range(one):
            value = cramers_v(codes[:, one], codes[:, other])
            parts[at, numbers.shape[1] + other] = parts[numbers.shape[1] + other, at] = value
    places = [
        [
            *column.numbers,
            *(width + source for source in column.sources),
            *(numbers.shape[1] + code for code in column.codes),
        ]
        for column in layout.columns
    ]
    found = np.array([[parts[np.ix_(first, second)].max() for second in places] for first in places])
    np.fill_diagonal(found, 1.0)
    return found


def groups_of(found: NDArray[np.float64], threshold: float = TOGETHER) -> list[tuple[int, ...]]:
    """Columns in groups, in order of their first members; most groups have one.

    Args:
        found: What ``associations`` returned.
        threshold: Any two columns of a group go together at least as closely (complete linkage).
    """
    if len(found) < 2:
        return [(0,)] * len(found)
    from scipy.cluster.hierarchy import fcluster, linkage  # here: the pages would load it before the first question
    from scipy.spatial.distance import squareform

    distance = squareform(np.round(1 - found, 12), checks=False)
    labels = fcluster(linkage(distance, "complete"), 1 - threshold + 1e-9, "distance")
    members: dict[int, list[int]] = {}
    for place, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(place)
    return [tuple(group) for group in members.values()]


def companions(found: NDArray[np.float64], place: int, names: Sequence[str], threshold: float = TOGETHER) -> list[str]:
    """The other columns that go together with one, the closest first."""
    return [
        names[other]
        for other in np.argsort(-found[place], kind="stable").tolist()
        if other != place and found[place, other] >= threshold
    ]


def cramers_v(first: NDArray[np.integer], second: NDArray[np.integer]) -> float:
    """Bergsma's bias-corrected Cramér's V of two categories, codes (n,); 0 where one of them is constant."""
    count = len(first)
    _, left = np.unique(first, return_inverse=True)
    _, right = np.unique(second, return_inverse=True)
    if count < FEW:
        return 0.0
    r, k = int(left.max()) + 1, int(right.max()) + 1
    table = np.bincount(left * k + right, minlength=r * k).reshape(r, k).astype(np.float64)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / count
    phi = float(((table - expected) ** 2 / expected).sum()) / count
    phi = max(0.0, phi - (r - 1) * (k - 1) / (count - 1))
    smaller = min(r - (r - 1) ** 2 / (count - 1), k - (k - 1) ** 2 / (count - 1)) - 1
    return float(min(1.0, np.sqrt(phi / smaller))) if smaller > 1e-9 else 0.0


def _ranks(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Ranks of each column around 0, NaN where missing."""
    ranks = np.full(values.shape, np.nan)
    for place in range(values.shape[1]):
        there = ~np.isnan(values[:, place])
        _, level, counts = np.unique(values[there, place], return_inverse=True, return_counts=True)
        found = (np.cumsum(counts) - (counts - 1) / 2)[level]  # equal values share their mean rank
        ranks[there, place] = found - found.mean() if len(found) else found
    return ranks


def _spearman(ranks: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Rank correlations over the rows in which both are known, without sign; ranks are those of each whole column."""
    there = known.astype(np.float64)
    spread = (ranks**2).T @ there
    scale = np.sqrt(spread * spread.T)
    found = np.divide(np.abs(ranks.T @ ranks), scale, out=np.zeros_like(scale), where=scale > 0)
    found[there.T @ there < FEW] = 0.0
    return np.minimum(found, 1.0)


def _ratio(ranks: NDArray[np.float64], codes: NDArray[np.integer]) -> float:
    """Correlation ratio of ranks by category, corrected for the number of categories."""
    _, group = np.unique(codes, return_inverse=True)
    count, groups = len(ranks), int(group.max(initial=-1)) + 1
    total = float(((ranks - ranks.mean()) ** 2).sum()) if count else 0.0
    if count - groups < FEW or total == 0:
        return 0.0
    mean = np.bincount(group, ranks) / np.bincount(group)
    within = float(((ranks - mean[group]) ** 2).sum())
    return float(np.sqrt(max(0.0, 1 - within / total * (count - 1) / (count - groups))))
