"""A recurrent network that reads a signal piece by piece."""

from __future__ import annotations

from typing import Any

import keras

from bigmodel.networks.signal_inputs import SignalInputs, StandardWindows, signal_tensors
from bigmodel.networks.signal_noise import VarySignals
from bigmodel.spec import Problem
from bigmodel.spec.hparams import SignalGRU

PIECES = 64
"""About how many steps a window is read in: more take longer and gradients vanish on the way."""
SHORTEST = 32


def build(hparams: SignalGRU, inputs: SignalInputs, classes: int) -> keras.Model:
    """A linear map of half-overlapping pieces, a GRU over them, and the mean of its states.

    Args:
        hparams: Width, augmentation, dropout and seed.
        inputs: Shape of the windows.
        classes: Number of classes.

    Returns:
        A model from ``{"signals", "speed"}`` to logits float32 (n, 1, classes); the speed is not looked at.

    Raises:
        Problem: The windows are shorter than 32 samples.
    """
    if inputs.window < SHORTEST:
        raise Problem(
            f"Windows of {inputs.window} samples are too short for this network",
            remedy=f"Cut windows of {SHORTEST} samples or more.",
        )
    tensors = signal_tensors(inputs)
    scaled = StandardWindows(name="scaled")(tensors["signals"])
    varied = VarySignals(hparams.noise, hparams.shift, hparams.scale, hparams.seed, name="varied")
    hidden: Any = varied(scaled)
    stride = max(4, inputs.window // PIECES)
    hidden = keras.layers.Conv1D(
        hparams.width,
        2 * stride,
        strides=stride,
        activation="relu",
        kernel_initializer=keras.initializers.GlorotUniform(seed=hparams.seed),
        name="pieces",
    )(hidden)
    hidden = keras.layers.GRU(
        hparams.width,
        return_sequences=True,
        use_cudnn=False,
        kernel_initializer=keras.initializers.GlorotUniform(seed=hparams.seed + 1),
        recurrent_initializer=keras.initializers.Orthogonal(seed=hparams.seed + 2),
        name="gru",
    )(hidden)
    hidden = keras.layers.GlobalAveragePooling1D(name="mean")(hidden)
    if hparams.dropout:
        hidden = keras.layers.Dropout(hparams.dropout, seed=hparams.seed, name="dropout")(hidden)
    start = keras.initializers.GlorotUniform(seed=hparams.seed + 3)
    logits = keras.layers.Dense(classes, kernel_initializer=start, name="head")(hidden)
    return keras.Model(tensors, keras.layers.Reshape((1, classes), name="logits")(logits), name="signal_gru")
