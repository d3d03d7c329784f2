"""Spectrum and envelope spectrum of a window as an engineer looks at them, and where a bearing's faults show.

The envelope is that of the Hilbert transform of a band; the frequencies are those of R. B. Randall and J. Antoni,
Rolling element bearing diagnostics - a tutorial, Mechanical Systems and Signal Processing 25 (2011) 485-520,
equations (1) to (4).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, radians
from typing import Any

import numpy as np
from numpy.typing import NDArray

FAULTS = {"BPFO": "outer race", "BPFI": "inner race", "BSF": "ball", "FTF": "cage"}
"""Name of a frequency to the part whose fault it tells."""


def fault_orders(geometry: Mapping[str, Any]) -> dict[str, float]:
    """How often each part of a bearing is struck in a turn of the shaft (outer race fixed).

    Args:
        geometry: ``balls``, ``ball_diameter``, ``pitch_diameter`` (one unit) and ``contact_angle`` in degrees.
    """
    balls, pitch = float(geometry["balls"]), float(geometry["pitch_diameter"])
    ball = float(geometry["ball_diameter"])
    ratio = ball / pitch * cos(radians(float(geometry.get("contact_angle") or 0.0)))
    return {
        "BPFO": balls / 2 * (1 - ratio),
        "BPFI": balls / 2 * (1 + ratio),
        "BSF": pitch / (2 * ball) * (1 - ratio**2),
        "FTF": (1 - ratio) / 2,
    }


def spectrum(values: NDArray[Any], rate: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Frequencies in Hz (m,) and amplitudes (..., m) of signals (..., window), tapered by a Hann window."""
    window = values.shape[-1]
    taper = np.hanning(window)
    centred = values - values.mean(axis=-1, keepdims=True)
    size = np.abs(np.fft.rfft(centred * taper, axis=-1)) * 2 / taper.sum()
    return np.fft.rfftfreq(window, 1 / rate).astype(np.float64), np.asarray(size, np.float64)


def envelope(values: NDArray[Any], rate: float, low: float, high: float) -> NDArray[np.float64]:
    """Magnitude of the analytic signal of the band from ``low`` to ``high`` Hz, (..., window)."""
    window = values.shape[-1]
    frequency = np.fft.fftfreq(window, 1 / rate)
    inside = (frequency >= low) & (frequency < high) & (frequency > 0)
    centred = values - values.mean(axis=-1, keepdims=True)
    return np.abs(np.fft.ifft(np.fft.fft(centred, axis=-1) * (2.0 * inside), axis=-1))


def envelope_spectrum(
    values: NDArray[Any], rate: float, low: float = 0.0, high: float | None = None, finer: int = 4
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Frequencies in Hz (m,) and amplitudes (..., m) of a band's envelope.

    Args:
        values: Signals (..., window).
        rate: Samples a second.
        low: Lower end of the band in Hz.
        high: Upper end; None takes half the sampling rate.
        finer: How many times finer than its own resolution the spectrum is computed.
    """
    found = envelope(values, rate, low, rate / 2 if high is None else high)
    window = found.shape[-1]
    taper = np.hanning(window)
    centred = (found - found.mean(axis=-1, keepdims=True)) * taper
    size = np.abs(np.fft.rfft(centred, finer * window, axis=-1)) * 2 / taper.sum()
    return np.fft.rfftfreq(finer * window, 1 / rate).astype(np.float64), np.asarray(size, np.float64)


def loudest_band(values: NDArray[Any], rate: float, bands: int = 4) -> tuple[float, float]:
    """The one of equal bands in which a window's envelope is the most impulsive (highest kurtosis), Hz.

    A coarse form of the kurtogram (J. Antoni, Mechanical Systems and Signal Processing 21 (2007) 108-124).
    """
    edges = np.linspace(0, rate / 2, bands + 1)

    def kurtosis(place: int) -> float:
        power = envelope(values, rate, edges[place], edges[place + 1]) ** 2
        return float((power**2).mean() / max(power.mean() ** 2, 1e-30))

    best = max(range(bands), key=kurtosis)
    return float(edges[best]), float(edges[best + 1])
