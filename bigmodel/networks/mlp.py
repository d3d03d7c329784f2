"""The plain dense network for tables."""

from __future__ import annotations

import keras

from bigmodel.networks.columns import read_columns
from bigmodel.networks.dropout import ByteDropout
from bigmodel.networks.inputs import TableInputs
from bigmodel.spec.hparams import MLP


def build(hparams: MLP, inputs: TableInputs, classes: int) -> keras.Model:
    """Dense layers with ReLU on embedded columns.

    Args:
        hparams: Width, depth, dropout and seed.
        inputs: What was fitted on training rows.
        classes: Number of classes.

    Returns:
        A model from ``{"numbers", "codes"}`` to logits (n, 1, classes).
    """
    tensors, hidden, _ = read_columns(inputs, hparams.seed)
    for index in range(hparams.depth):
        start = keras.initializers.HeUniform(seed=hparams.seed + index)
        hidden = keras.layers.Dense(
            hparams.width, activation="relu", kernel_initializer=start, name=f"dense_{index + 1}"
        )(hidden)
        if hparams.dropout:
            hidden = ByteDropout(hparams.dropout, hparams.seed + index, name=f"dropout_{index + 1}")(hidden)
    start = keras.initializers.GlorotUniform(seed=hparams.seed + hparams.depth)
    logits = keras.layers.Dense(classes, kernel_initializer=start, name="head")(hidden)
    return keras.Model(tensors, keras.layers.Reshape((1, classes), name="logits")(logits), name="mlp")
