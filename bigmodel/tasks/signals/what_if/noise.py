"""How much noise an answer bears."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.judge import classes_of
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.signals import Signals
from bigmodel.tasks.signals.what_if.altered import Altered
from bigmodel.tasks.signals.what_if.asked import ask

LEVELS = np.round(np.arange(0, 2.01, 0.1), 2)
DRAWS = 4
"""Noises of each level whose scores are averaged."""


@dataclass(frozen=True)
class Along:
    """One window along the axis of noise.

    Attributes:
        levels: Noise as a share of the window's own strength, float64 (m,).
        score: Mean scores, float32 (m,) or (m, k).
        named: The class named at each level, int64 (m,).
    """

    levels: NDArray[np.float64]
    score: NDArray[np.float32]
    named: NDArray[np.int64]

    @property
    def flip(self) -> float | None:
        """The least noise with which another class is named than without; None where none does."""
        other = np.flatnonzero(self.named != self.named[0])
        return float(self.levels[other[0]]) if len(other) else None


def along_noise(bundle: Bundle, signals: Signals, row: int, altered: Altered) -> Along:
    """Scores of one window at each level of noise, the other changes as they are.

    Args:
        bundle: The model.
        signals: The one window as recorded.
        row: Its row number.
        altered: The other changes; their noise does not count.
    """
    found = [
        [replace(altered, noise=float(level)).of(signals, [row], draw) for draw in range(DRAWS)] for level in LEVELS
    ]
    every = [each for level in found for each in level]
    values = np.concatenate([each.values for each in every])
    speed = np.concatenate([each.speed for each in every])
    score = ask(bundle, Signals(values, speed, signals.rate))
    mean = score.reshape(len(LEVELS), DRAWS, *score.shape[1:]).mean(axis=1).astype(np.float32)
    return Along(LEVELS, mean, classes_of(mean, bundle.schema.threshold))
