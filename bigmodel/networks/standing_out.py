"""How far the lines of a spectrum stand out of what lies around them, as a layer that exports."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

SURROUNDINGS = 0.25
"""Share of the axis that counts as a line's surroundings."""
SMALL = 1e-3
GAIN = 4.0
"""Height of a line that stands out by one spread; the higher, the faster weights learn that start at nothing."""


@keras.saving.register_keras_serializable("bigmodel")
class StandingOut(keras.layers.Layer):
    """Lines above their surroundings, ``GAIN`` for each of the spectrum's own spreads, 0 below: float32 (n, k, bins).

    The slope of an envelope's spectrum tells the shape of a shock, its spread how strong the fault is: both change
    while a fault grows. That shocks repeat, and how often, is in the lines that stand out. The surroundings' mean is a
    product with a fixed matrix, mirrored at both ends.
    """

    def matrix(self, bins: int) -> NDArray[np.float32]:
        """What takes the mean of its surroundings off each bin, float32 (bins, bins)."""
        reach = max(1, int(bins * SURROUNDINGS) // 2)
        around = np.arange(bins)[:, None] + np.arange(-reach, reach + 1)[None]
        around = np.abs(around)
        around = np.minimum(around, 2 * (bins - 1) - around)
        means = np.zeros((bins, bins))
        np.add.at(means, (around, np.arange(bins)[:, None]), 1.0 / around.shape[1])
        return (np.eye(bins) - means).astype(np.float32)

    def call(self, spectra: Any) -> Any:
        """What stands out in a batch."""
        out = ops.matmul(spectra, self.matrix(spectra.shape[-1]))
        centred = out - ops.mean(out, axis=-1, keepdims=True)
        spread = ops.sqrt(ops.mean(ops.square(centred), axis=-1, keepdims=True) + SMALL**2)
        return GAIN * ops.relu(out / spread)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The shape stays."""
        return shape
