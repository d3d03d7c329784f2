"""Numeric columns inside the graph: missing values, scaling, embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

CLIP = 3.0
FURTHEST = 1e6


@keras.saving.register_keras_serializable("bigmodel")
class RobustScale(keras.layers.Layer):
    """Robust scaling and smooth clipping, ``x / sqrt(1 + (x / 3)^2)`` (RealMLP, arXiv 2407.04491).

    float32 (n, d) with NaN for missing -> float32 (n, d + m): the scaled columns, missing ones as 0 (the median),
    then for each of the m columns that had gaps in training a flag, 1 where it is missing.
    """

    def __init__(self, centre: Sequence[float], scale: Sequence[float], flagged: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.centre = [float(value) for value in centre]
        self.scale = [float(value) for value in scale]
        self.flagged = [int(column) for column in flagged]

    def call(self, numbers: Any) -> Any:
        """Scale a batch."""
        numbers = ops.cast(numbers, "float32")
        gone = ops.isnan(numbers)
        centred = ops.where(gone, 0.0, numbers - np.array(self.centre, np.float32))
        wide = ops.clip(centred * np.array(self.scale, np.float32), -FURTHEST, FURTHEST)
        smooth = wide / ops.sqrt(1.0 + ops.square(wide / CLIP))
        if not self.flagged:
            return ops.cast(smooth, self.compute_dtype)
        flags = ops.cast(ops.take(gone, self.flagged, axis=1), "float32")
        return ops.cast(ops.concatenate([smooth, flags], axis=1), self.compute_dtype)

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        own = {"centre": self.centre, "scale": self.scale, "flagged": self.flagged}
        return {**super().get_config(), **own}


@keras.saving.register_keras_serializable("bigmodel")
class Periodic(keras.layers.Layer):
    """Periodic embeddings of numbers (Gorishniy et al., arXiv 2203.05556), a small dense layer for each column.

    float32 (n, d) -> float32 (n, d, width): cosine and sine of learned frequencies, then a linear map and ReLU.
    """

    def __init__(self, frequencies: int, sigma: float, width: int, seed: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.frequencies, self.sigma, self.width, self.seed = frequencies, sigma, width, seed

    def build(self, shape: tuple[int | None, ...]) -> None:
        """Make the weights for the d columns of ``shape`` (n, d)."""
        d = shape[-1]
        first = keras.initializers.TruncatedNormal(stddev=self.sigma, seed=self.seed)
        limit = (2 * self.frequencies) ** -0.5
        then = keras.initializers.RandomUniform(-limit, limit, seed=self.seed + 1)
        self.frequency = self.add_weight(shape=(d, self.frequencies), initializer=first, name="frequency_bias")
        self.kernel = self.add_weight(shape=(d, 2 * self.frequencies, self.width), initializer=then, name="kernel")
        self.bias = self.add_weight(shape=(d, self.width), initializer="zeros", name="bias")

    def call(self, numbers: Any) -> Any:
        """Embed a batch of scaled numbers."""
        angle = (2 * np.pi) * numbers[:, :, None] * self.frequency[None]
        waves = ops.concatenate([ops.cos(angle), ops.sin(angle)], axis=-1)
        return ops.relu(ops.einsum("ndf,dfw->ndw", waves, self.kernel) + self.bias[None])

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n, d) -> (n, d, width)."""
        return (*shape, self.width)

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        own = {"frequencies": self.frequencies, "sigma": self.sigma, "width": self.width, "seed": self.seed}
        return {**super().get_config(), **own}


@keras.saving.register_keras_serializable("bigmodel")
class PiecewiseLinear(keras.layers.Layer):
    """Piecewise-linear embeddings of numbers (Gorishniy et al., arXiv 2203.05556).

    float32 (n, d), unscaled, NaN for missing -> float32 (n, d, width). Between two bin edges the embedding is linear
    in the number; missing values take the place of the median.
    """

    def __init__(self, edges: Sequence[Sequence[float]], centre: Sequence[float], width: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.edges = [[float(edge) for edge in column] for column in edges]
        self.centre = [float(value) for value in centre]
        self.width = width

    def build(self, shape: tuple[int | None, ...]) -> None:
        """Make the weights for the d columns of ``shape`` (n, d)."""
        d, bins = shape[-1], len(self.edges[0]) - 1
        self.kernel = self.add_weight(shape=(d, bins, self.width), initializer="zeros", name="kernel")
        self.bias = self.add_weight(shape=(d, self.width), initializer="zeros", name="bias")

    def call(self, numbers: Any) -> Any:
        """Embed a batch of raw numbers."""
        numbers = ops.cast(numbers, "float32")
        numbers = ops.where(ops.isnan(numbers), np.array(self.centre, np.float32), numbers)
        edges = np.array(self.edges, np.float32)
        low, gap = edges[:, :-1], edges[:, 1:] - edges[:, :-1]
        share = np.divide(1.0, gap, out=np.zeros_like(gap), where=gap > 0)
        inside = ops.clip((numbers[:, :, None] - low) * share, 0.0, 1.0)
        return ops.einsum("ndb,dbw->ndw", ops.cast(inside, self.compute_dtype), self.kernel) + self.bias[None]

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n, d) -> (n, d, width)."""
        return (*shape, self.width)

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {**super().get_config(), "edges": self.edges, "centre": self.centre, "width": self.width}
