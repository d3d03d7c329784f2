"""A small residual network for pictures."""

from __future__ import annotations

from typing import Any

import keras

from bigmodel.networks.augment import augmented
from bigmodel.networks.normalise import FusedNormalization
from bigmodel.networks.precision import fast_bfloat16
from bigmodel.spec import Problem
from bigmodel.spec.hparams import ResNet
from bigmodel.spec.hparams.resnet import LARGE

SMALLEST = 4
STAGES = 3
KEEP = 0.9
"""Share of the running statistics that a step keeps: trainings are short."""


def build(hparams: ResNet, shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Three stages of shortcut blocks, each of half the size and twice the width, then the mean over places.

    Computes in bfloat16 (weights in float32) where the processor has it; see ``serving`` for the float32 rebuild.

    Args:
        hparams: Width, depth, changes of the training pictures, dropout and seed.
        shape: Height, width and channels of the pictures, uint8.
        classes: Number of classes.

    Returns:
        A model from ``{"pictures"}`` to logits float32 (n, 1, classes).

    Raises:
        Problem: The pictures are smaller than 4 x 4.
    """
    if min(shape[:2]) < SMALLEST:
        raise Problem(
            f"Pictures of {shape[1]} x {shape[0]} pixels are too small for a residual network",
            remedy=f"Use pictures of at least {SMALLEST} x {SMALLEST} pixels.",
        )
    layers = _Layers("mixed_bfloat16" if fast_bfloat16() else "float32", hparams.seed)
    pictures = keras.Input(shape, dtype="uint8", name="pictures")
    hidden = layers.scaled(augmented(pictures, hparams))
    side = min(shape[:2])
    halve = hparams.coarse and side >= 4 * SMALLEST
    hidden = layers.convolved(hidden, hparams.channels, 2 if halve else 1)
    side = side // 2 if halve else side
    if hparams.coarse and side >= LARGE:
        hidden = layers.pooled(hidden)
        side //= 2
    for stage in range(STAGES):
        if stage:
            halve = side >= SMALLEST
            hidden = layers.convolved(hidden, hparams.channels << stage, 2 if halve else 1)
            side = -(-side // 2) if halve else side
        # The first stage has the most places and so the costliest blocks, and gains least from them.
        for _ in range(hparams.depth if stage else hparams.depth - 1):
            hidden = layers.block(hidden, hparams.channels << stage)
    hidden = keras.layers.GlobalAveragePooling2D(dtype="float32", name="mean")(hidden)
    if hparams.dropout:
        hidden = keras.layers.Dropout(hparams.dropout, seed=hparams.seed, name="dropout")(hidden)
    start = keras.initializers.GlorotUniform(seed=hparams.seed)
    logits = keras.layers.Dense(classes, kernel_initializer=start, dtype="float32", name="head")(hidden)
    return keras.Model({"pictures": pictures}, keras.layers.Reshape((1, classes), name="logits")(logits), name="resnet")


class _Layers:
    """Makes the layers, each with its own number in name and seed."""

    def __init__(self, policy: str, seed: int) -> None:
        self._policy, self._seed, self._made = policy, seed, 0

    def scaled(self, pictures: Any) -> Any:
        """Pixels about 0."""
        return keras.layers.Rescaling(1 / 64, offset=-2.0, dtype=self._policy, name="scaled")(pictures)

    def convolved(self, hidden: Any, width: int, stride: int = 1, *, active: bool = True) -> Any:
        """Convolution 3 x 3, normalised, then ReLU."""
        self._made += 1
        hidden = keras.layers.Conv2D(
            width,
            3,
            strides=stride,
            padding="same",
            use_bias=False,
            kernel_initializer=keras.initializers.HeNormal(seed=self._seed + self._made),
            dtype=self._policy,
            name=f"conv_{self._made}",
        )(hidden)
        hidden = FusedNormalization(momentum=KEEP, dtype=self._policy, name=f"norm_{self._made}")(hidden)
        return keras.layers.ReLU(dtype=self._policy, name=f"relu_{self._made}")(hidden) if active else hidden

    def pooled(self, hidden: Any) -> Any:
        """The strongest of each 2 x 2 places."""
        return keras.layers.MaxPooling2D(2, dtype=self._policy, name="pooled")(hidden)

    def block(self, hidden: Any, width: int) -> Any:
        """Two convolutions whose result is added to what came in."""
        inner = self.convolved(self.convolved(hidden, width), width, active=False)
        added = keras.layers.Add(dtype=self._policy, name=f"add_{self._made}")([hidden, inner])
        return keras.layers.ReLU(dtype=self._policy, name=f"relu_{self._made}")(added)
