"""What can happen to a window: noise, another strength, a sensor that fails, a shaft that turns faster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.inference.signals import Signals

SEED = 7
FINER = 8
"""How many times finer a signal is computed before it is read between its samples."""


@dataclass(frozen=True)
class Altered:
    """What becomes of windows; as it stands nothing.

    Attributes:
        noise: Standard deviation of added noise as a share of each channel's own, before other changes.
        strength: The vibration becomes so many times as strong; the noise does not.
        speed: Share by which the shaft turns faster: the signal is played so much faster.
        told: Whether the model is told the new speed; else it takes the old one for true.
        dead: Number of a channel that gives nothing, None for none.
        silent: Share of the window, in its middle, in which no channel gives anything.
    """

    noise: float = 0.0
    strength: float = 1.0
    speed: float = 0.0
    told: bool = True
    dead: int | None = None
    silent: float = 0.0

    def of(self, signals: Signals, rows: Sequence[int] | NDArray[np.int64], draw: int = 0) -> Signals:
        """Changed windows; the very same where nothing is to change.

        Args:
            signals: The windows as recorded.
            rows: Their row numbers: the same row gets the same noise wherever it is asked about.
            draw: Another number draws other noise.
        """
        if self == Altered():
            return signals
        values, speed = np.asarray(signals.values, np.float32), signals.speed
        own = values.std(axis=1, keepdims=True)
        middle = values.mean(axis=1, keepdims=True)
        changed = values
        if self.speed:
            changed = played(values, 1 + self.speed)
            speed = speed * (1 + self.speed) if self.told else speed
        if self.strength != 1:
            changed = middle + self.strength * (changed - middle)
        if self.noise:
            changed = changed + self.noise * own * _noise(values.shape, rows, draw)
        changed = np.array(changed, np.float32)
        if self.silent:
            changed[:, _middle(values.shape[1], self.silent)] = 0
        if self.dead is not None:
            changed[:, :, self.dead] = 0
        return Signals(changed, speed, signals.rate)


def played(values: NDArray[np.float32], faster: float) -> NDArray[np.float32]:
    """Windows played so many times as fast, as long as before: at its end a window begins anew.

    What would lie above half the sampling rate is left out.

    Args:
        values: float32 (n, window, channels).
        faster: 1.05 for 5 % faster.
    """
    window = values.shape[1]
    lines = np.fft.rfft(values, axis=1)
    lines[:, int(np.floor(len(lines[0]) / max(1.0, faster))) :] = 0
    fine = np.fft.irfft(lines, FINER * window, axis=1) * FINER
    place = FINER * ((np.arange(window) * faster) % window)
    before = place.astype(int)
    part = (place - before)[None, :, None]
    after = (before + 1) % (FINER * window)
    return np.asarray(fine[:, before] * (1 - part) + fine[:, after] * part, np.float32)


def _noise(shape: tuple[int, ...], rows: Sequence[int] | NDArray[np.int64], draw: int) -> NDArray[np.float32]:
    drawn = [np.random.default_rng((SEED, int(row), draw)).standard_normal(shape[1:], np.float32) for row in rows]
    return np.stack(drawn)


def _middle(window: int, share: float) -> slice:
    length = round(share * window)
    start = (window - length) // 2
    return slice(start, start + length)
