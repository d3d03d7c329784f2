"""Signals varied at random in training, each time anew; as they are everywhere else."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

TINY = 1e-6


@keras.saving.register_keras_serializable("bigmodel")
class VarySignals(keras.layers.Layer):
    """Noise, a turn in time and another strength for each window: float32 (n, window, channels), the same shape.

    The state of the random numbers is a variable of the model, so that a resumed training draws the same ones.

    Args:
        noise: Standard deviation of the noise as a share of the window's own, drawn evenly up to this one.
        shift: Whether windows start at a random place and go round.
        scale: Windows become stronger or weaker by up to this share.
        seed: Seed of the random numbers.
    """

    def __init__(self, noise: float, shift: bool, scale: float, seed: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.noise, self.shift, self.scale, self.seed = float(noise), bool(shift), float(scale), int(seed)
        self.random = keras.random.SeedGenerator(self.seed)

    def call(self, signals: Any, training: bool = False) -> Any:
        """Vary a batch while training."""
        if not training:
            return signals
        count, window, channels = ops.shape(signals)[0], signals.shape[1], signals.shape[2]
        if self.shift:
            start = keras.random.randint((count, 1), 0, window, dtype="int32", seed=self.random)
            places = (ops.arange(window, dtype="int32")[None] + start) % window
            signals = ops.take_along_axis(signals, places[:, :, None], axis=1)
        if self.noise:
            strength = keras.random.uniform((count, 1, 1), 0.0, self.noise, seed=self.random)
            drawn = keras.random.normal((count, window, channels), seed=self.random)
            signals = signals + drawn * strength * (ops.std(signals, axis=1, keepdims=True) + TINY)
        if self.scale:
            factor = keras.random.uniform((count, 1, 1), 1 - self.scale, 1 + self.scale, seed=self.random)
            signals = signals * factor
        return signals

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The shape stays."""
        return shape

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        own = {"noise": self.noise, "shift": self.shift, "scale": self.scale, "seed": self.seed}
        return {**super().get_config(), **own}
