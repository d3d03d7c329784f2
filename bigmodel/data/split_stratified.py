"""Divide rows at random with equal class shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec import Split


def split_at_random(y: NDArray[np.int32], split: Split) -> NDArray[np.int8]:
    """The part of each row (0 training, 1 validation, 2 test), int8 (n,).

    Each class is divided by itself, so shares are the same in all parts; a class of three rows or more stands in
    every part, a smaller one in training only.

    Args:
        y: Class index of each row.
        split: Shares and seed.
    """
    rng = np.random.default_rng(split.seed)
    part = np.zeros(len(y), np.int8)
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        test, validation = _share(split.test, len(rows)), _share(split.validation, len(rows))
        while test + validation >= len(rows) > 0 and test:
            # Shares near a half leave training no row of a rare class: the larger part gives one back.
            test, validation = (test - 1, validation) if test > validation else (test, validation - 1)
        part[rows[:test]] = 2
        part[rows[test : test + validation]] = 1
    return part


def _share(share: float, rows: int) -> int:
    return max(round(share * rows), 1) if rows >= 3 else 0
