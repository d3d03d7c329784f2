"""Changed copies of pictures while a network trains; nothing of it is left in the model that ships."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from bigmodel.spec.hparams import ChangedPictures


@keras.saving.register_keras_serializable("bigmodel")
class Augment(keras.layers.Layer):
    """Turns, zooms, crops, mirrors, moves and lightens each picture at random; in training only.

    uint8 (n, h, w, c) -> uint8 of the same shape. All changes of place are one affine map, so that a picture is
    sampled once; what comes in from outside repeats the edge. The state of the random numbers is a variable of the
    layer, kept in checkpoints.

    Args:
        rotation: Degrees at most.
        zoom: Share by which sizes change at most.
        crop: Share of height and width cut away at most.
        flip: Whether left and right are swapped half of the time.
        shift: Share of the side at most.
        brightness: Share of the brightness at most.
        seed: Start of the random numbers.
    """

    def __init__(
        self,
        *,
        rotation: float = 0.0,
        zoom: float = 0.0,
        crop: float = 0.0,
        flip: bool = False,
        shift: float = 0.0,
        brightness: float = 0.0,
        seed: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**{**kwargs, "autocast": False})
        self.own = {
            "rotation": rotation,
            "zoom": zoom,
            "crop": crop,
            "flip": flip,
            "shift": shift,
            "brightness": brightness,
            "seed": seed,
        }
        self.random = keras.random.SeedGenerator(seed)

    def call(self, pictures: Any, training: bool = False) -> Any:
        """Change a batch, in training only."""
        if not training:
            return pictures
        if any(self.own[name] for name in ("rotation", "zoom", "crop", "flip", "shift")):
            smooth = any(self.own[name] for name in ("rotation", "zoom", "crop"))
            pictures = ops.image.affine_transform(
                pictures,
                self._maps(ops.shape(pictures)[0], pictures.shape[1], pictures.shape[2]),
                interpolation="bilinear" if smooth else "nearest",
                fill_mode="nearest",
                data_format="channels_last",
            )
        if self.own["brightness"]:
            factor = 1.0 + self._draw((ops.shape(pictures)[0], 1, 1, 1), self.own["brightness"])
            pictures = ops.cast(ops.clip(ops.cast(pictures, "float32") * factor, 0.0, 255.0), "uint8")
        return pictures

    def _maps(self, count: Any, height: int, width: int) -> Any:
        """For each picture where an output pixel comes from, about the centre: float32 (n, 8), see tfa's transform."""
        angle = self._draw((count,), self.own["rotation"] * np.pi / 180)
        kept = 1.0 - self.own["crop"] * (0.5 + self._draw((count,), 0.5))
        scale = kept * ops.exp(self._draw((count,), np.log1p(self.own["zoom"])))
        room = (1.0 - kept) / 2
        right = self._moved((count,), width) + self._draw((count,), 1.0) * room * width
        down = self._moved((count,), height) + self._draw((count,), 1.0) * room * height
        mirror = ops.where(self._draw((count,), 1.0) > 0, 1.0, -1.0) if self.own["flip"] else ops.ones((count,))
        cos, sin = scale * ops.cos(angle), scale * ops.sin(angle)
        x, y = (width - 1) / 2, (height - 1) / 2
        rows = [
            cos * mirror,
            -sin,
            x - cos * mirror * x + sin * y + right,
            sin * mirror,
            cos,
            y - sin * mirror * x - cos * y + down,
            ops.zeros((count,)),
            ops.zeros((count,)),
        ]
        return ops.stack(rows, axis=1)

    def _moved(self, shape: tuple[Any, ...], side: int) -> Any:
        """Whole pixels up to the share that is allowed; at least one where any is."""
        most = max(1, round(self.own["shift"] * side)) if self.own["shift"] else 0
        return ops.round(self._draw(shape, most + 0.499)) if most else ops.zeros(shape)

    def _draw(self, shape: tuple[Any, ...], most: float) -> Any:
        """Uniform between -most and most; drawn even for 0, so that one change leaves the others' numbers alone."""
        return keras.random.uniform(shape, -1.0, 1.0, dtype="float32", seed=self.random) * most

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The same shape."""
        return shape

    def compute_output_spec(self, pictures: Any, training: bool = False) -> keras.KerasTensor:
        """The same pictures, still uint8."""
        return keras.KerasTensor(pictures.shape, dtype=pictures.dtype)

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {**super().get_config(), **self.own}


def augmented(pictures: Any, hparams: ChangedPictures) -> Any:
    """Pictures, changed in training as ``hparams`` allow; untouched where they allow nothing."""
    if not hparams.augments:
        return pictures
    chosen = {name: getattr(hparams, name) for name in ("rotation", "zoom", "crop", "flip", "shift", "brightness")}
    return Augment(**chosen, seed=hparams.seed, name="augment")(pictures)
