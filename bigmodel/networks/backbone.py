"""The pretrained network with a last layer of one's own: what is trained of it, and what ships."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from bigmodel.networks.efficientnet_lite import BLOCKS, FEATURES, tail, trunk
from bigmodel.networks.looks import looking
from bigmodel.networks.pretrained_weights import SHA256
from bigmodel.spec.hparams import Backbone

TUNED = 11
"""The first block that is trained where the last blocks are."""


@keras.saving.register_keras_serializable("bigmodel")
class OneCopy(keras.layers.Layer):
    """(n, copies, ...) -> (n, ...): in training a copy at random for each batch's row, else the first."""

    def __init__(self, seed: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.seed = seed
        self.random = keras.random.SeedGenerator(seed)

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Choose for a batch."""
        if not training or inputs.shape[1] == 1:
            return inputs[:, 0]
        shape = (ops.shape(inputs)[0], *[1] * (len(inputs.shape) - 2))
        second = keras.random.uniform(shape, seed=self.random) < 0.5
        return ops.where(second, inputs[:, 1], inputs[:, 0])

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Without the axis of copies."""
        return (shape[0], *shape[2:])

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {**super().get_config(), "seed": self.seed}


@keras.saving.register_keras_serializable("bigmodel")
class ToColour(keras.layers.Layer):
    """uint8 (n, h, w, 1 or 3) -> float32 (n, side, side, 3), 0 to 255, stretched to fill the square."""

    def __init__(self, side: int, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "autocast": False})
        self.side = side

    def call(self, pictures: Any) -> Any:
        """Bring a batch to size."""
        pictures = ops.cast(pictures, "float32")
        if pictures.shape[-1] == 1:
            # First colour, then size: the exporter mistakes the resizing of one channel for a reshape.
            pictures = ops.repeat(pictures, 3, axis=-1)
        if tuple(pictures.shape[1:3]) != (self.side, self.side):
            pictures = ops.image.resize(
                pictures, (self.side, self.side), interpolation="bilinear", data_format="channels_last"
            )
        return pictures

    def compute_output_spec(self, pictures: Any) -> keras.KerasTensor:
        """Squares in colour."""
        return keras.KerasTensor((pictures.shape[0], self.side, self.side, 3), dtype="float32")

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {**super().get_config(), "side": self.side}


def frozen(hparams: Backbone, shape: tuple[int, int, int]) -> keras.Model:
    """What is never trained: uint8 pictures (n, *shape) to what the trained part takes, float32.

    Raises:
        Problem: The weights are missing or not the ones that are known.
    """
    pictures = keras.Input(shape, dtype="uint8", name="pictures")
    body = trunk(hparams.side, TUNED if hparams.fine_tune else BLOCKS)
    return keras.Model(pictures, body(ToColour(hparams.side, name="to_colour")(pictures)), name="frozen")


def way_of(hparams: Backbone, fingerprint: str) -> dict[str, Any]:
    """All that decides what ``frozen`` gives for the pictures of a dataset (JSON values)."""
    until = TUNED if hparams.fine_tune else BLOCKS
    return {
        "pictures": fingerprint,
        "side": hparams.side,
        "weights": SHA256,
        "until": until,
        "mirrored": hparams.flip,
    }


def build(hparams: Backbone, shape: tuple[int, ...], classes: int) -> keras.Model:
    """The trained part.

    Args:
        hparams: What to train.
        shape: Copies of each picture, then the shape of what ``frozen`` gives for one.
        classes: Number of classes.

    Returns:
        A model from ``{"inner"}`` float32 (n, *shape) to logits float32 (n, 1, classes); its last dense layer, on
        features of length 1, is named ``head``.
    """
    inner = keras.Input(shape, dtype="float32", name="inner")
    hidden = OneCopy(hparams.seed, name="one_copy")(inner)
    if hparams.fine_tune:
        _, *inside = shape
        hidden = tail((inside[0], inside[1], inside[2]), TUNED)(hidden)
    hidden = keras.layers.UnitNormalization(name="length_1")(hidden)
    if hparams.dropout:
        hidden = keras.layers.Dropout(hparams.dropout, seed=hparams.seed, name="dropout")(hidden)
    logits = keras.layers.Dense(classes, kernel_initializer="zeros", name="head")(hidden)
    return keras.Model({"inner": inner}, keras.layers.Reshape((1, classes), name="logits")(logits), name="backbone")


def start_head(model: keras.Model, inner: NDArray[np.float32], y: NDArray[np.int32]) -> None:
    """Give the last layer the weights of a logistic regression on the features as they are now.

    Args:
        model: What ``build`` returned, for training the last blocks.
        inner: Training rows, float32 (n, copies, ...); the first copy counts.
        y: Their classes, int32 (n,).
    """
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    features = keras.Model(model.input, model.get_layer("length_1").output)
    values = features.predict({"inner": inner[:, :1].repeat(inner.shape[1], axis=1)}, batch_size=64, verbose=0)
    with threadpool_limits(1):
        fitted = LogisticRegression(C=10, max_iter=300).fit(values, y)
    kernel, bias = fitted.coef_.T, fitted.intercept_
    if kernel.shape[1] == 1:
        kernel, bias = np.hstack([-kernel, kernel]) / 2, np.concatenate([-bias, bias]) / 2
    model.get_layer("head").set_weights([kernel.astype("float32"), bias.astype("float32")])


def joining(hparams: Backbone, body: keras.Model) -> Callable[[keras.Model], keras.Model]:
    """A ``wrap`` for ``export_bundle``: from uint8 pictures to probabilities, both parts in one model.

    Args:
        hparams: Whether mirrored pictures keep their class.
        body: What ``frozen`` returned.
    """

    def wrap(model: keras.Model) -> keras.Model:
        pictures = keras.Input(body.input.shape[1:], dtype="uint8", name="pictures")
        copies = model.input["inner"].shape[1]
        inner = Copies(copies, name="copies")(body(pictures))
        whole = keras.Model({"pictures": pictures}, model({"inner": inner}), name="whole")
        return looking(flip=hparams.flip, shift=False)(whole)

    return wrap


@keras.saving.register_keras_serializable("bigmodel")
class Copies(keras.layers.Layer):
    """(n, ...) -> (n, copies, ...): the same thing several times."""

    def __init__(self, copies: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.copies = copies

    def call(self, inputs: Any) -> Any:
        """Repeat a batch."""
        once = ops.expand_dims(inputs, 1)
        return once if self.copies == 1 else ops.repeat(once, self.copies, axis=1)

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {**super().get_config(), "copies": self.copies}


__all__ = ["FEATURES", "build", "frozen", "joining", "start_head", "way_of"]
