"""What a quick model reaches under two splits: how much of a score is but the same recording seen again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bigmodel.data.split import Parts, split_rows
from bigmodel.spec import Plan, Split
from bigmodel.tasks.signals.dataset import SignalDataset
from bigmodel.tasks.targets import class_indices, needed_outcome

MOST = 800
"""Windows that are looked at."""
DRAWS = 3
BANDS = 48


def band_levels(values: NDArray[np.float32], bands: int = BANDS) -> NDArray[np.float32]:
    """Log energy in bands of equal width, by channel, beside the log level of the whole: float32 (n, features).

    Args:
        values: float32 (n, window, channels).
        bands: Bands up to half the sampling rate.
    """
    centred = values - values.mean(axis=1, keepdims=True)
    tapered = centred * np.hanning(values.shape[1]).astype(np.float32)[None, :, None]
    power = np.abs(np.fft.rfft(tapered, axis=1)[:, 1:]).astype(np.float32) ** 2
    edges = np.linspace(0, power.shape[1], min(bands, power.shape[1]) + 1).astype(int)[:-1]
    levels = np.log(np.add.reduceat(power, edges, axis=1) + 1e-12)
    return np.asarray(levels.reshape(len(values), -1), np.float32)


def compare_splits(data: SignalDataset, plan: Plan, other: Split) -> tuple[float, float]:
    """Accuracy on the test windows of the plan's split and of another one, by logistic regression on band levels.

    Each is the mean over ``DRAWS`` draws of the split, since one machine held out says little. At most ``MOST`` windows
    are used; classes that training or test lacks in a draw are left out of that draw.

    Raises:
        Problem: A split can't be carried out.
    """
    y = class_indices(data.cases, plan, needed_outcome(plan))
    rows = np.flatnonzero(y >= 0)
    # At random, so that no rhythm of the file meets that of the choice.
    rows = np.sort(np.random.default_rng(0).permutation(rows)[:MOST])
    levels = band_levels(np.asarray(data.signals[rows]))
    found = []
    for split in (plan.split, other):
        seeds = range(split.seed, split.seed + DRAWS) if split.kind in ("stratified", "group") else [split.seed]
        draws = [plan.model_copy(update={"split": split.model_copy(update={"seed": seed})}) for seed in seeds]
        scores = [_drawn(split_rows(data.cases, draw), levels, y[rows], rows) for draw in draws]
        found.append(float(np.mean([score for score in scores if np.isfinite(score)] or [np.nan])))
    return found[0], found[1]


def _drawn(parts: Parts, levels: NDArray[np.float32], y: NDArray[np.int32], rows: NDArray[np.int64]) -> float:
    train, test = np.isin(rows, parts.train), np.isin(rows, parts.test)
    shared = np.isin(y, np.intersect1d(y[train], y[test]))
    return _accuracy(levels, y, train & shared, test & shared)


def _accuracy(
    levels: NDArray[np.float32], y: NDArray[np.int32], train: NDArray[np.bool_], test: NDArray[np.bool_]
) -> float:
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    if not test.any() or len(np.unique(y[train])) < 2:
        return float("nan")
    scaler = StandardScaler().fit(levels[train])
    model = LogisticRegression(C=0.1, max_iter=40).fit(scaler.transform(levels[train]), y[train])
    return float(model.score(scaler.transform(levels[test]), y[test]))
