"""Several looks at one picture in the model that ships: the mean answer to copies that keep the class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from bigmodel.networks.serving import serving


@keras.saving.register_keras_serializable("bigmodel")
class Looks(keras.layers.Layer):
    """The pictures, then as many copies: mirrored, moved by a pixel.

    uint8 (n, h, w, c) -> uint8 (count * n, h, w, c), copy by copy.
    """

    def __init__(self, *, flip: bool, shift: bool, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "autocast": False})
        self.flip, self.shift = flip, shift

    @property
    def count(self) -> int:
        """How many copies there are of each picture, itself among them."""
        return (5 if self.shift else 1) * (2 if self.flip else 1)

    def call(self, pictures: Any) -> Any:
        """Copies of a batch."""
        copies = [pictures]
        if self.shift:
            copies += [
                ops.concatenate([pictures[:, 1:], pictures[:, -1:]], axis=1),
                ops.concatenate([pictures[:, :1], pictures[:, :-1]], axis=1),
                ops.concatenate([pictures[:, :, 1:], pictures[:, :, -1:]], axis=2),
                ops.concatenate([pictures[:, :, :1], pictures[:, :, :-1]], axis=2),
            ]
        whole = ops.concatenate(copies, axis=0) if len(copies) > 1 else pictures
        return ops.concatenate([whole, whole[:, :, ::-1]], axis=0) if self.flip else whole

    def compute_output_spec(self, pictures: Any) -> keras.KerasTensor:
        """More pictures of the same shape."""
        return keras.KerasTensor((None, *pictures.shape[1:]), dtype=pictures.dtype)

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {**super().get_config(), "flip": self.flip, "shift": self.shift}


@keras.saving.register_keras_serializable("bigmodel")
class MeanOfLooks(keras.layers.Layer):
    """float32 (count * n, k), copy by copy -> float32 (n, k)."""

    def __init__(self, count: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.count = count

    def call(self, scores: Any) -> Any:
        """Mean over the copies of each picture."""
        return ops.mean(ops.reshape(scores, (self.count, -1, scores.shape[-1])), axis=0)

    def compute_output_spec(self, scores: Any) -> keras.KerasTensor:
        """A row for each picture."""
        return keras.KerasTensor((None, scores.shape[-1]), dtype="float32")

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {**super().get_config(), "count": self.count}


def looking(*, flip: bool, shift: bool) -> Callable[[keras.Model], keras.Model]:
    """A ``wrap`` for ``export_bundle``: probabilities, averaged over the copies that are allowed.

    Args:
        flip: Whether a mirrored picture keeps its class.
        shift: Whether a picture moved by a pixel does.
    """

    def wrap(model: keras.Model) -> keras.Model:
        answers = serving(model)
        looks = Looks(flip=flip, shift=shift, name="looks")
        if looks.count == 1:
            return answers
        tensor = answers.input["pictures"]
        pictures = keras.Input(tensor.shape[1:], dtype="uint8", name="pictures")
        scores = answers({"pictures": looks(pictures)})
        return keras.Model({"pictures": pictures}, MeanOfLooks(looks.count, name="scores")(scores), name="serving")

    return wrap
