"""What the networks for vibration signals have to know of their training data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras

TINY = 1e-6


@dataclass(frozen=True)
class SignalInputs:
    """Shape of the windows, and speeds, of training rows only.

    Attributes:
        window: Samples in a window.
        channels: Number of channels.
        rate: Samples a second.
        speed: Median speed of the shaft in Hz; None where no speed is known.
        fastest: Highest speed in Hz; None where no speed is known.
    """

    window: int
    channels: int
    rate: float
    speed: float | None = None
    fastest: float | None = None


def signal_tensors(inputs: SignalInputs) -> dict[str, Any]:
    """The symbolic inputs: ``signals`` float32 (n, window, channels), ``speed`` float32 (n, 1) in Hz or NaN."""
    return {
        "signals": keras.Input((inputs.window, inputs.channels), dtype="float32", name="signals"),
        "speed": keras.Input((1,), dtype="float32", name="speed"),
    }


def standardise(signals: Any) -> Any:
    """Each window and channel of (n, window, channels) centred and brought to standard deviation 1."""
    centred = signals - keras.ops.mean(signals, axis=1, keepdims=True)
    return centred / (keras.ops.sqrt(keras.ops.mean(keras.ops.square(centred), axis=1, keepdims=True)) + TINY)


@keras.saving.register_keras_serializable("bigmodel")
class StandardWindows(keras.layers.Layer):
    """Each window and channel centred and brought to standard deviation 1: float32 (n, window, channels)."""

    def call(self, signals: Any) -> Any:
        """Scale a batch."""
        return keras.ops.cast(standardise(signals), self.compute_dtype)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The shape stays."""
        return shape
