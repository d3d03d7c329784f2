"""How strongly a signal's envelope beats at each multiple of the shaft's speed, as layers that export.

A damaged bearing rings at each strike; what tells the fault is how often it strikes in a turn of the shaft, not at
which frequency it rings (R. B. Randall and J. Antoni, Rolling element bearing diagnostics - a tutorial, Mechanical
Systems and Signal Processing 25 (2011) 485-520). So: envelopes in some frequency bands, their spectra, and of those
the values at multiples of the speed. All by convolutions and matrix products, for ONNX has no use for complex numbers.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from bigmodel.networks.signal_inputs import TINY, standardise

FINER = 4
"""How many times finer than the window's own resolution the spectrum is computed, for reading between its lines."""
LINES = 1024
"""So many lines at most, else the spectrum is only twice as fine, or as fine, as the window resolves."""


@keras.saving.register_keras_serializable("bigmodel")
class BandEnvelopes(keras.layers.Layer):
    """The envelope of a signal in bands of equal width, as by the Hilbert transform of each band.

    float32 (n, window, channels) -> float32 (n, channels * bands, frames). Each window is centred and brought to
    standard deviation 1 in each channel first. Convolved with Hann-tapered cosines and sines it gives the analytic
    signal of each band, whose magnitude is the envelope; every ``stride``-th value is kept.

    Args:
        bands: Number of bands between 0 and half the sampling rate.
        stride: Samples from one value of the envelope to the next.
        quiet: Share of an envelope's mean that is added before its logarithm is taken; None leaves it as it is. In
            logarithms one strong shock does not drown all others.
    """

    def __init__(self, bands: int, stride: int, quiet: float | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bands, self.stride = int(bands), int(stride)
        self.quiet = None if quiet is None else float(quiet)

    @property
    def taps(self) -> int:
        """Length of the filters: the main lobe of a Hann window of so many samples is one band wide (at -6 dB)."""
        return 4 * self.bands | 1

    def frames(self, window: int) -> int:
        """Number of envelope values of a window."""
        return (window - self.taps) // self.stride + 1

    def filters(self) -> NDArray[np.float32]:
        """Cosines, then sines, float32 (taps, 1, 2 * bands)."""
        taper = np.hanning(self.taps + 2)[1:-1]
        centres = (np.arange(self.bands) + 0.5) / (2 * self.bands)
        angle = 2 * np.pi * centres * (np.arange(self.taps) - self.taps // 2)[:, None]
        both = np.concatenate([np.cos(angle), np.sin(angle)], axis=1) * (taper / taper.sum())[:, None]
        return both[:, None].astype(np.float32)

    def call(self, signals: Any) -> Any:
        """Envelopes of a batch."""
        _, window, channels = signals.shape
        alone = ops.reshape(ops.transpose(standardise(signals), (0, 2, 1)), (-1, window, 1))
        waves = ops.conv(alone, self.filters(), strides=self.stride, padding="valid")
        power = ops.square(waves[:, :, : self.bands]) + ops.square(waves[:, :, self.bands :])
        envelope = ops.transpose(ops.sqrt(power + TINY**2), (0, 2, 1))
        if self.quiet is not None:
            envelope = ops.log(envelope + self.quiet * ops.mean(envelope, axis=-1, keepdims=True))
        return ops.reshape(envelope, (-1, channels * self.bands, self.frames(window)))

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n, window, channels) -> (n, channels * bands, frames)."""
        return (shape[0], (shape[2] or 1) * self.bands, self.frames(shape[1] or self.taps))

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {**super().get_config(), "bands": self.bands, "stride": self.stride, "quiet": self.quiet}


@keras.saving.register_keras_serializable("bigmodel")
class OrderSpectrum(keras.layers.Layer):
    """The spectrum of envelopes, read at multiples of the shaft's speed, in logarithms about their mean.

    Envelopes float32 (n, k, frames) and speed float32 (n, 1) in Hz -> float32 (n, k, bins). The mean of the logarithms
    over all bins is taken off, as dividing by the median would, so that neither the machine's strength nor the sensor's
    counts. Frequencies above the highest that is computed read as that.

    Args:
        rate: Envelope values a second.
        bins: Points of the axis.
        low: First order (multiple of the shaft's speed); with ``speed`` None, the first frequency in Hz.
        high: Last order or frequency.
        speed: What stands for an unknown speed, Hz; None reads all at frequencies and does not look at the speed.
        highest: Highest frequency that is computed, Hz.
        floor: Added before the logarithm: where lines cancel out, it would else tell nothing but rounding.
    """

    def __init__(
        self,
        *,
        rate: float,
        bins: int,
        low: float,
        high: float,
        speed: float | None,
        highest: float,
        floor: float = TINY,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.rate, self.bins, self.low, self.high = float(rate), int(bins), float(low), float(high)
        self.speed = None if speed is None else float(speed)
        self.highest, self.floor = float(highest), float(floor)

    def axis(self) -> NDArray[np.float32]:
        """Orders or frequencies of the bins, float32 (bins,)."""
        return np.linspace(self.low, self.high, self.bins, dtype=np.float32)

    def waves(self, frames: int) -> tuple[NDArray[np.float32], float]:
        """Cosines, then sines, as columns (frames, 2 * lines), tapered, and the distance of the lines in Hz."""
        own = min(self.highest, self.rate / 2) * frames / self.rate
        finer = int(np.clip(LINES // max(own, 1), 1, FINER))
        step = self.rate / (finer * frames)
        lines = int(np.ceil(own * finer)) + 2
        taper = np.hanning(frames)[:, None]
        angle = 2 * np.pi * np.arange(frames)[:, None] * np.arange(lines)[None] / (finer * frames)
        both = np.concatenate([np.cos(angle), np.sin(angle)], axis=1) * taper
        return both.astype(np.float32), step

    def call(self, envelopes: Any, speed: Any) -> Any:
        """Spectra of a batch."""
        frames = envelopes.shape[-1]
        waves, step = self.waves(frames)
        lines = waves.shape[1] // 2
        centred = envelopes - ops.mean(envelopes, axis=-1, keepdims=True)
        parts = ops.matmul(centred, waves)
        size = ops.sqrt(ops.square(parts[..., :lines]) + ops.square(parts[..., lines:]) + TINY**2)
        level = ops.log(self._read(size, speed, step, lines) + self.floor)
        return level - ops.mean(level, axis=-1, keepdims=True)

    def _read(self, size: Any, speed: Any, step: float, lines: int) -> Any:
        """The spectrum between its lines: a product with weights of the two nearest lines, (n, lines, bins)."""
        speed = ops.cast(speed, "float32")
        turns = ops.ones_like(speed) if self.speed is None else ops.where(ops.isnan(speed), self.speed, speed)
        place = ops.clip(turns * (self.axis()[None] / step), 0.0, float(lines - 1))
        distance = ops.abs(place[:, None, :] - np.arange(lines, dtype=np.float32)[None, :, None])
        return ops.matmul(size, ops.relu(1.0 - distance))

    def compute_output_shape(self, envelopes_shape: Any, speed_shape: Any) -> tuple[int | None, ...]:
        """(n, k, frames), (n, 1) -> (n, k, bins)."""
        return (*envelopes_shape[:-1], self.bins)

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        own = {"rate": self.rate, "bins": self.bins, "low": self.low, "high": self.high}
        return {**super().get_config(), **own, "speed": self.speed, "highest": self.highest, "floor": self.floor}
