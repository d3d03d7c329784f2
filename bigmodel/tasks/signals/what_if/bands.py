"""Which frequencies an answer rests on: how much less sure the model is when a band of them is taken out.

The occlusion of Zeiler and Fergus, arXiv 1311.2901, on the axis of frequency. It asks the model that ships, so it works
for every network alike.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bigmodel.inference.bundle import Bundle
from bigmodel.inference.signals import Signals
from bigmodel.tasks.signals.what_if.asked import ask, probabilities

BANDS = 24


def without_bands(signals: Signals, bands: int = BANDS) -> tuple[Signals, NDArray[np.float64]]:
    """One window once for each band of equal width that is taken out, and the bands' edges in Hz (bands + 1,)."""
    values = np.asarray(signals.values[0], np.float64)
    lines = np.fft.rfft(values, axis=0)
    edges = np.unique(np.linspace(1, len(lines), min(bands, len(lines) - 1) + 1).astype(int))
    without = np.repeat(lines[None], len(edges) - 1, axis=0)
    for place, (low, high) in enumerate(pairwise(edges.tolist())):
        without[place, low:high] = 0  # the first line, the mean, stays
    left = np.fft.irfft(without, len(values), axis=1).astype(np.float32)
    hertz = np.minimum(edges * signals.rate / len(values), signals.rate / 2)
    return Signals(left, np.repeat(signals.speed, len(left)), signals.rate), hertz.astype(np.float64)


def band_falls(bundle: Bundle, signals: Signals, named: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """By how much the probability of a class falls without each band.

    Args:
        bundle: The model.
        signals: One window.
        named: Index of the class.

    Returns:
        Edges in Hz, float64 (bands + 1,), and falls, float64 (bands,); negative where the model becomes surer.
    """
    less, edges = without_bands(signals)
    whole = float(probabilities(ask(bundle, signals))[0, named])
    return edges, whole - probabilities(ask(bundle, less))[:, named]
