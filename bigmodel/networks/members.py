"""The layers by which one network becomes many: a scaling of the inputs and a head for each member."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable("bigmodel")
class MemberScale(keras.layers.Layer):
    """Each member's own scaling of the inputs, +1 or -1 at the start (TabM-mini, arXiv 2410.24210).

    float32 (n, D) -> float32 (n, members, D). ``sections`` are the widths of the D inputs' parts: the inputs of one
    column start with the same sign.
    """

    def __init__(self, members: int, sections: Sequence[int], seed: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.members, self.seed = members, seed
        self.sections = [int(width) for width in sections]

    def build(self, _shape: tuple[int | None, ...]) -> None:
        """Make the signs."""
        signs = np.random.default_rng(self.seed).choice([-1.0, 1.0], size=(self.members, len(self.sections)))
        self.signs = self.add_weight(shape=(self.members, sum(self.sections)), initializer="ones", name="signs_bias")
        self.signs.assign(np.repeat(signs, self.sections, axis=1))

    def call(self, inputs: Any) -> Any:
        """Scale a batch."""
        return inputs[:, None, :] * self.signs[None]

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n, D) -> (n, members, D)."""
        return (shape[0], self.members, shape[-1])

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        own = {"members": self.members, "sections": self.sections, "seed": self.seed}
        return {**super().get_config(), **own}


@keras.saving.register_keras_serializable("bigmodel")
class MemberHeads(keras.layers.Layer):
    """Each member's own linear head: float32 (n, members, W) -> float32 (n, members, classes)."""

    def __init__(self, classes: int, seed: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.classes, self.seed = classes, seed

    def build(self, shape: tuple[int | None, ...]) -> None:
        """Make one kernel and bias a member."""
        _, members, width = shape
        limit = float(width or 1) ** -0.5
        start = keras.initializers.RandomUniform(-limit, limit, seed=self.seed)
        self.kernel = self.add_weight(shape=(members, width, self.classes), initializer=start, name="kernel")
        self.bias = self.add_weight(shape=(members, self.classes), initializer="zeros", name="bias")

    def call(self, inputs: Any) -> Any:
        """Logits of a batch."""
        return ops.einsum("nmw,mwk->nmk", inputs, self.kernel) + self.bias[None]

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n, members, W) -> (n, members, classes)."""
        return (shape[0], shape[1], self.classes)

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {**super().get_config(), "classes": self.classes, "seed": self.seed}
