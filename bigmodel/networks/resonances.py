"""Which frequencies of a signal ring, as a layer that exports."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from bigmodel.networks.signal_inputs import TINY, standardise


@keras.saving.register_keras_serializable("bigmodel")
class BandLevels(keras.layers.Layer):
    """Logarithm of each band's share of the energy: float32 (n, window, channels) -> (n, channels * bands).

    The mean over half-overlapping pieces with a Hann taper (P. D. Welch, IEEE Transactions on Audio and
    Electroacoustics 15 (1967) 70-73), each as long as makes its lines the bands.

    Args:
        bands: Bands of equal width up to half the sampling rate.
    """

    def __init__(self, bands: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bands = int(bands)

    def waves(self) -> NDArray[np.float32]:
        """Cosines, then sines, float32 (2 * bands, 1, 2 * bands); the mean of a piece is no line."""
        length = 2 * self.bands
        taper = np.hanning(length + 1)[:-1, None]
        angle = 2 * np.pi * np.arange(length)[:, None] * (np.arange(self.bands) + 0.5)[None] / length
        both = np.concatenate([np.cos(angle), np.sin(angle)], axis=1) * taper
        return both[:, None].astype(np.float32)

    def call(self, signals: Any) -> Any:
        """Levels of a batch."""
        _, window, channels = signals.shape
        alone = ops.reshape(ops.transpose(standardise(signals), (0, 2, 1)), (-1, window, 1))
        parts = ops.conv(alone, self.waves(), strides=self.bands, padding="valid")
        power = ops.mean(ops.square(parts[..., : self.bands]) + ops.square(parts[..., self.bands :]), axis=1)
        shares = power / (ops.sum(power, axis=-1, keepdims=True) + TINY)
        return ops.reshape(ops.log(shares + TINY), (-1, channels * self.bands))

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n, window, channels) -> (n, channels * bands)."""
        return (shape[0], (shape[2] or 1) * self.bands)

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {**super().get_config(), "bands": self.bands}
