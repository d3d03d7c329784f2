"""The classic convolutional network of the Keras and TensorFlow tutorials."""

from __future__ import annotations

from typing import Any

import keras

from bigmodel.networks.augment import augmented
from bigmodel.networks.precision import fast_bfloat16
from bigmodel.spec import Problem
from bigmodel.spec.hparams import CNN

UNPADDED = 18
SMALLEST = 4


def build(hparams: CNN, shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Conv32-Pool-Conv64-Pool-Conv64-Dense64-Dense on pictures; padded where they are smaller than 4 x 4.

    Computes in bfloat16 (weights in float32) where the processor has it; see ``serving`` for the float32 rebuild.

    Args:
        hparams: Changes of the training pictures, dropout and seed.
        shape: Height, width and channels of the pictures, uint8.
        classes: Number of classes.

    Returns:
        A model from ``{"pictures"}`` to logits float32 (n, 1, classes).

    Raises:
        Problem: The pictures are smaller than 4 x 4.
    """
    if min(shape[:2]) < SMALLEST:
        raise Problem(
            f"Pictures of {shape[1]} x {shape[0]} pixels are too small for the classic CNN",
            remedy=f"Use pictures of at least {SMALLEST} x {SMALLEST} pixels.",
        )
    padding = "same" if min(shape[:2]) < UNPADDED else "valid"
    policy = "mixed_bfloat16" if fast_bfloat16() else "float32"
    pictures = keras.Input(shape, dtype="uint8", name="pictures")
    hidden: Any = keras.layers.Rescaling(1 / 255, dtype=policy, name="scaled")(augmented(pictures, hparams))
    for index, filters in enumerate((32, 64, 64)):
        hidden = keras.layers.Conv2D(
            filters,
            3,
            activation="relu",
            padding=padding,
            kernel_initializer=keras.initializers.GlorotUniform(seed=hparams.seed + index),
            dtype=policy,
            name=f"conv_{index + 1}",
        )(hidden)
        if index < 2:
            hidden = keras.layers.MaxPooling2D(2, dtype=policy, name=f"pool_{index + 1}")(hidden)
    hidden = keras.layers.Flatten(dtype=policy, name="flat")(hidden)
    start = keras.initializers.GlorotUniform(seed=hparams.seed + 3)
    hidden = keras.layers.Dense(64, activation="relu", kernel_initializer=start, dtype=policy, name="dense")(hidden)
    if hparams.dropout:
        hidden = keras.layers.Dropout(hparams.dropout, seed=hparams.seed, dtype=policy, name="dropout")(hidden)
    start = keras.initializers.GlorotUniform(seed=hparams.seed + 4)
    logits = keras.layers.Dense(classes, kernel_initializer=start, dtype="float32", name="head")(hidden)
    return keras.Model({"pictures": pictures}, keras.layers.Reshape((1, classes), name="logits")(logits), name="cnn")
