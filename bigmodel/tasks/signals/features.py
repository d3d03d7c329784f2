"""The numbers that a vibration analyst looks at, for the simple models that a network has to beat."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.inference.signals import Signals
from bigmodel.tasks.signals.envelope import envelope_spectrum, fault_orders, spectrum

HARMONICS = 3
ENVELOPE_BANDS = 2
"""Bands whose envelope is looked at, each half of the frequencies, beside the envelope of the whole."""
ENERGY_BANDS = 8
SPECTRUM_BANDS = 64
NEAR = 0.03
"""A fault's frequency is looked for within this share of it: balls slip by one or two percent."""
CHUNK = 256
TINY = 1e-12


def signal_features(signals: Signals, geometry: Mapping[str, Any] | None) -> NDArray[np.float32]:
    """Features of windows, each by itself, so that nothing is fitted.

    With the bearing's geometry and the shaft's speed: how far the envelope's spectrum stands out at three harmonics of
    each fault's frequency, by band. Without: the spectrum in 64 bands. Beside them always strength, peakedness and the
    energy in 8 bands, by channel.

    Args:
        signals: The windows.
        geometry: ``balls``, ``ball_diameter``, ``pitch_diameter``, ``contact_angle`` in degrees; None where unknown.

    Returns:
        float32 (n, d), finite but for the fault frequencies of a window without speed, which are NaN.
    """
    known = geometry is not None and bool(np.isfinite(signals.speed).any())
    parts = []
    for start in range(0, len(signals), CHUNK):
        values = np.asarray(signals.values[start : start + CHUNK], np.float64).transpose(0, 2, 1)
        found = [_shape(values), band_energies(values, signals.rate, ENERGY_BANDS)]
        if known and geometry is not None:
            found.append(fault_levels(values, signals.speed[start : start + CHUNK], signals.rate, geometry))
        else:
            found.append(band_energies(values, signals.rate, SPECTRUM_BANDS))
        parts.append(np.concatenate([each.reshape(len(values), -1) for each in found], axis=1))
    return np.concatenate(parts).astype(np.float32) if parts else np.empty((0, 0), np.float32)


def strength_and_peaks(
    values: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Strength (RMS), kurtosis and crest factor of signals (n, channels, window) without their mean, (n, channels)."""
    centred = values - values.mean(axis=-1, keepdims=True)
    strength = np.sqrt((centred**2).mean(axis=-1)) + TINY
    kurtosis = (centred**4).mean(axis=-1) / strength**4
    return strength, kurtosis, np.abs(centred).max(axis=-1) / strength


def _shape(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log strength, kurtosis and crest factor of signals (n, channels, window), (n, channels, 3)."""
    strength, kurtosis, crest = strength_and_peaks(values)
    return np.stack([np.log(strength), np.log1p(kurtosis), np.log1p(crest)], axis=-1)


def band_energies(values: NDArray[np.float64], rate: float, bands: int) -> NDArray[np.float64]:
    """Log share of the energy in bands of equal width, (n, channels, at most ``bands``)."""
    _, size = spectrum(values, rate)
    power = size[..., 1:] ** 2
    edges = np.unique(np.linspace(0, power.shape[-1], bands + 1).astype(int))[:-1]
    shares = np.add.reduceat(power, edges, axis=-1)
    return np.asarray(np.log(shares / (shares.sum(axis=-1, keepdims=True) + TINY) + 1e-8))


def fault_levels(
    values: NDArray[np.float64], speed: NDArray[np.float64], rate: float, geometry: Mapping[str, Any]
) -> NDArray[np.float64]:
    """How far envelope spectra stand out at the harmonics of each fault's frequency.

    Args:
        values: Signals (n, channels, window).
        speed: Speed of the shaft in Hz, (n,), NaN where unknown.
        rate: Samples a second.
        geometry: The bearing.

    Returns:
        Log of the highest amplitude near each frequency over the median amplitude, (n, channels, bands, frequencies *
        harmonics); NaN where the speed is unknown.
    """
    orders = np.array([order * (k + 1) for order in (*fault_orders(geometry).values(), 1.0) for k in range(HARMONICS)])
    edges = np.linspace(0, rate / 2, ENVELOPE_BANDS + 1)
    bands = [(0.0, rate / 2), *pairwise(edges.tolist())]
    wanted = np.nan_to_num(speed, nan=0.0)[:, None] * orders[None]
    levels = []
    for low, high in bands:
        frequency, size = envelope_spectrum(values, rate, low, high)
        step = frequency[1]
        view = frequency <= max(2 * wanted.max(initial=0.0), 10 * step)
        median = np.median(size[..., view], axis=-1, keepdims=True) + TINY
        own = step * 2  # a line of the window's own resolution is four of these steps wide
        found = np.stack(
            [_highest(size, np.maximum(wanted * NEAR, own), wanted, step, place) for place in np.linspace(-1, 1, 9)]
        ).max(axis=0)
        levels.append(np.log(found / median + 1e-3))
    stacked = np.stack(levels, axis=2)
    stacked[~np.isfinite(speed)] = np.nan
    return stacked


def _highest(
    size: NDArray[np.float64], reach: NDArray[np.float64], wanted: NDArray[np.float64], step: float, place: float
) -> NDArray[np.float64]:
    """Amplitudes (n, channels, k) at the wanted frequencies (n, k), moved by a share of their reach."""
    lines = np.clip(np.round((wanted + place * reach) / step).astype(int), 0, size.shape[-1] - 1)
    return np.take_along_axis(size, lines[:, None, :], axis=-1)
