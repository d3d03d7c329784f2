"""What windows are like, whatever their condition: how strong, how peaked, at which frequencies, at which speed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bigmodel.inference.signals import Signals
from bigmodel.tasks.signals.dataset import SECONDS
from bigmodel.tasks.signals.envelope import spectrum
from bigmodel.tasks.signals.features import CHUNK, strength_and_peaks

SILENT = 1e-9
"""A level below which there is no signal whose shape could be told."""


def window_properties(signals: Signals, channels: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Plain numbers of each window, float64 (n,), NaN where one can't be told.

    For each channel its level (RMS without the mean, in the unit of the sensor), its kurtosis (3 for noise, more where
    there are impacts) and its mean frequency (that of the energy, in Hz); and the speed of the shaft.

    Args:
        signals: The windows.
        channels: Name of each channel.
    """
    parts = [_numbers(signals, start) for start in range(0, len(signals), CHUNK)]
    whole = np.concatenate(parts) if parts else np.empty((0, len(channels), 3))
    found = {}
    for place, channel in enumerate(channels):
        for number, name in enumerate(("level (RMS)", "kurtosis", "mean frequency (Hz)")):
            title = f"{channel}: {name}" if len(channels) > 1 else f"{name[0].upper()}{name[1:]}"
            found[title] = whole[:, place, number]
    return {**found, "Speed (rpm)": signals.speed * SECONDS}


def _numbers(signals: Signals, start: int) -> NDArray[np.float64]:
    """Level, kurtosis and mean frequency of some windows, (m, channels, 3)."""
    values = np.asarray(signals.values[start : start + CHUNK], np.float64).transpose(0, 2, 1)
    level, kurtosis, _ = strength_and_peaks(values)
    frequency, size = spectrum(values, signals.rate)
    energy = size**2
    mean = (energy * frequency).sum(axis=-1) / np.maximum(energy.sum(axis=-1), np.finfo(np.float64).tiny)
    heard = level > SILENT
    return np.stack([level, np.where(heard, kurtosis, np.nan), np.where(heard, mean, np.nan)], axis=-1)
