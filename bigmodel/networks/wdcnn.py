"""WDCNN: a wide first convolution on the raw signal, then narrow ones."""

from __future__ import annotations

from typing import Any

import keras

from bigmodel.networks.signal_inputs import SignalInputs, StandardWindows, signal_tensors
from bigmodel.networks.signal_noise import VarySignals
from bigmodel.spec import Problem
from bigmodel.spec.hparams import WDCNN

WIDE, STRIDE = 64, 16
FILTERS = ((16, WIDE, STRIDE), (32, 3, 1), (64, 3, 1), (64, 3, 1), (64, 3, 1))
"""Filters, length and stride of each convolution."""
SHORTEST = 2 * WIDE
DENSE = 100


def build(hparams: WDCNN, inputs: SignalInputs, classes: int) -> keras.Model:
    """Five convolutions with batch normalisation and pooling (Zhang et al., Sensors 17(2), 425, 2017, table 1).

    Args:
        hparams: Augmentation, dropout and seed.
        inputs: Shape of the windows.
        classes: Number of classes.

    Returns:
        A model from ``{"signals", "speed"}`` to logits float32 (n, 1, classes); the speed is not looked at.

    Raises:
        Problem: The windows are too short for the first convolution.
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
    for index, (filters, length, stride) in enumerate(FILTERS):
        hidden = keras.layers.Conv1D(
            filters,
            length,
            strides=stride,
            padding="same",
            use_bias=False,
            kernel_initializer=keras.initializers.GlorotUniform(seed=hparams.seed + index),
            name=f"conv_{index + 1}",
        )(hidden)
        hidden = keras.layers.BatchNormalization(momentum=0.9, name=f"norm_{index + 1}")(hidden)
        hidden = keras.layers.ReLU(name=f"relu_{index + 1}")(hidden)
        if hidden.shape[1] > 1:
            hidden = keras.layers.MaxPooling1D(2, name=f"pool_{index + 1}")(hidden)
    hidden = keras.layers.Flatten(name="flat")(hidden)
    start = keras.initializers.GlorotUniform(seed=hparams.seed + 5)
    hidden = keras.layers.Dense(DENSE, activation="relu", kernel_initializer=start, name="dense")(hidden)
    if hparams.dropout:
        hidden = keras.layers.Dropout(hparams.dropout, seed=hparams.seed, name="dropout")(hidden)
    start = keras.initializers.GlorotUniform(seed=hparams.seed + 6)
    logits = keras.layers.Dense(classes, kernel_initializer=start, name="head")(hidden)
    return keras.Model(tensors, keras.layers.Reshape((1, classes), name="logits")(logits), name="wdcnn")
