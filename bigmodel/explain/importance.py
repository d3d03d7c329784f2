"""How much a model relies on its columns: what its result loses when a column tells nothing any more.

Permutation importance (Breiman, Random Forests, 2001; Fisher, Rudin and Dominici, arXiv 1801.01489): the values of a
column are dealt out anew among the cases, so that the column keeps its distribution and loses its meaning. Columns that
go together are dealt out together, for each alone would be stood in for by the others and seem idle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.confusion import macro
from bigmodel.evaluation.intervals import Z
from bigmodel.evaluation.metrics import TOO_FEW
from bigmodel.explain.columns import Layout, Rows, Score, differing, mix
from bigmodel.explain.rescore import Progress, unheard
from bigmodel.spec import Interval

BUDGET = 600_000
"""Cases that are scored at most, over all columns and repeats."""
LEAST, MOST = 3, 10
"""Repeats of each column."""
RESAMPLES = 100
SCORING = 0.95
"""Share of the work that is scoring, about; the rest are the intervals."""
TINY = 1e-12

Measure = Callable[[NDArray[np.float64]], float]
"""How much each case weighs, (n,), to a metric."""


@dataclass(frozen=True)
class Reliance:
    """Columns that were dealt out together, and by how much the result fell (below 0: it rose)."""

    columns: tuple[str, ...]
    drop: Interval


@dataclass(frozen=True)
class Importance:
    """What the model relies on.

    Attributes:
        metric: ``pr_auc`` for two classes, ``macro_f1`` for more.
        value: The result with all columns as they are, on the cases that were looked at.
        rows: Cases that were looked at.
        repeats: How often each group was dealt out.
        found: Groups of columns, the greatest drop first.
    """

    metric: str
    value: float
    rows: int
    repeats: int
    found: tuple[Reliance, ...]


def importance(
    score: Score,
    rows: Rows,
    y: NDArray[np.integer],
    layout: Layout,
    groups: Sequence[Sequence[int]],
    *,
    budget: int = BUDGET,
    seed: int = 0,
    progress: Progress = unheard,
) -> Importance:
    """Permutation importance with 95 % intervals over cases and repeats alike.

    Where cases times groups are many, a sample of the cases is looked at, with the classes in their shares. An interval
    is normal around the drop; its spread is that of the drop over resampled cases (the same for all, by class) with
    resampled repeats. There is none with fewer than 20 cases of a class.

    Args:
        score: Encoded rows to probabilities: (n,) of the positive class, or (n, k).
        rows: Cases that the model did not learn from, n of them.
        y: Their class indices, (n,).
        layout: The columns.
        groups: Columns that are dealt out together, by their places in the layout.
        budget: Cases that are scored at most.
        seed: Seed of sample, repeats and resamples.
        progress: Told the share that is done, often; what it raises ends the work.
    """
    random = np.random.default_rng(seed)
    rows, y = _sample(rows, y, budget // (LEAST * max(1, len(groups))), random)
    repeats = int(np.clip(budget // max(1, len(rows) * len(groups)), LEAST, MOST))
    base = np.asarray(score(rows.tensors()))
    dealt = []
    for group in (each for each in groups for _ in range(repeats)):
        order = random.permutation(len(rows))
        dealt.append(_dealt_out(score, base, rows, _taking(rows, order, layout, group), layout))
        progress(SCORING * len(dealt) / (len(groups) * repeats))
    measures = [_measure(y, each) for each in (base, *dealt)]
    value = np.array([measure(np.ones(len(y))) for measure in measures])
    drops = (value[0] - value[1:]).reshape(len(groups), repeats).mean(axis=1)
    spread = _spread(y, measures, repeats, random, lambda done: progress(SCORING + (1 - SCORING) * done))
    found = [
        Reliance(tuple(layout.names[place] for place in group), _interval(drop, half))
        for group, drop, half in zip(groups, drops.tolist(), (Z * spread).tolist(), strict=True)
    ]
    ranked = sorted(found, key=lambda each: -each.drop.value)
    return Importance("macro_f1" if base.ndim == 2 else "pr_auc", float(value[0]), len(rows), repeats, tuple(ranked))


def _sample(
    rows: Rows, y: NDArray[np.integer], most: int, random: np.random.Generator
) -> tuple[Rows, NDArray[np.integer]]:
    """At most so many cases, each class in its share (at least one case of each)."""
    if len(y) <= most:
        return rows, y
    chosen = []
    for number in np.unique(y):
        places = np.flatnonzero(y == number)
        chosen.append(random.choice(places, max(1, round(most * len(places) / len(y))), replace=False))
    places = np.sort(np.concatenate(chosen))
    return rows.take(places), y[places]


def _taking(rows: Rows, order: NDArray[np.int64], layout: Layout, group: Sequence[int]) -> Rows:
    """The rows with a group's values in another order."""
    taken = np.zeros((len(rows), len(layout.columns)), np.bool_)
    taken[:, list(group)] = True
    return mix(taken, rows.take(order), rows, layout)


def _dealt_out(
    score: Score, base: NDArray[np.floating], rows: Rows, dealt: Rows, layout: Layout
) -> NDArray[np.floating]:
    """Scores of rows whose values were dealt out; only those that got another value are scored again."""
    changed = np.flatnonzero(differing(dealt, rows, layout).any(axis=1))
    found = base.copy()
    if len(changed):
        found[changed] = score(dealt.take(changed).tensors())
    return found


def _measure(y: NDArray[np.integer], score: NDArray[np.floating]) -> Measure:
    """The metric of scores as a function of how much each case weighs; sorted once, so that resampling is cheap."""
    if score.ndim == 2:
        classes = score.shape[1]
        cell = y.astype(np.int64) * classes + score.argmax(axis=1)
        return lambda weight: float(macro(np.bincount(cell, weight, classes**2).reshape(classes, classes))[2])
    hits = np.flatnonzero(y == 1)
    levels = np.unique(score[hits])[::-1]
    # Precision changes its weight only where positives are: the first such score that a case reaches is its level.
    level = np.searchsorted(-levels, -score)

    def average_precision(weight: NDArray[np.float64]) -> float:
        every = np.bincount(level, weight, len(levels) + 1)[:-1]
        right = np.bincount(level[hits], weight[hits], len(levels) + 1)[:-1]
        found, seen = np.cumsum(right), np.cumsum(every)
        return float((right * found / np.maximum(seen, TINY)).sum() / max(right.sum(), TINY))

    return average_precision


def _spread(
    y: NDArray[np.integer],
    measures: Sequence[Measure],
    repeats: int,
    random: np.random.Generator,
    progress: Progress,
) -> NDArray[np.float64]:
    """Standard deviation of each group's drop, float64 (groups,); NaN where there are too few cases to tell."""
    groups = (len(measures) - 1) // repeats
    members = [np.flatnonzero(y == number) for number in np.unique(y)]
    if len(members) < 2 or min(map(len, members)) < TOO_FEW:
        return np.full(groups, np.nan)
    values = np.empty((RESAMPLES, len(measures)))
    for resample in range(RESAMPLES):
        drawn = np.concatenate([each[random.integers(0, len(each), len(each))] for each in members])
        weight = np.bincount(drawn, minlength=len(y)).astype(np.float64)
        values[resample] = [measure(weight) for measure in measures]
        progress((resample + 1) / RESAMPLES)
    drops = values[:, :1, None] - values[:, 1:].reshape(RESAMPLES, groups, repeats)
    again = random.integers(0, repeats, drops.shape)
    found: NDArray[np.float64] = np.take_along_axis(drops, again, axis=2).mean(axis=2).std(axis=0, ddof=1)
    return found


def _interval(value: float, half: float) -> Interval:
    return Interval(value=value) if np.isnan(half) else Interval(value=value, low=value - half, high=value + half)
