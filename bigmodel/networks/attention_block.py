"""A block of causal self-attention over a history."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from bigmodel.networks.ages import HIDDEN, ages, visible

LAST = ("mixed", "narrow")
"""Layers whose output is added; they start at zero, so that a new block changes nothing (cf. arXiv 2003.04887)."""


@keras.saving.register_keras_serializable("bigmodel")
class AttentionBlock(keras.layers.Layer):
    """Attention, then a dense part, each normalised before and added to what came in (as in SASRec).

    Places are told by how long ago an item was (a learned bias for each age and head, Raffel et al.,
    arXiv 1910.10683) and not by their number, so that padding and the cut of a window change nothing.

    Args:
        heads: Ways of attending beside each other.
        dropout: Share of units left out in training.
        seed: Seed of first values and of dropout.
    """

    def __init__(self, heads: int, dropout: float = 0.0, seed: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.heads, self.dropout, self.seed = heads, dropout, seed

    def build(self, states_shape: tuple[int | None, ...], history_shape: tuple[int | None, ...]) -> None:
        """Make weights for the width of the states."""
        width, length = int(states_shape[-1] or 0), states_shape[1]
        widths = {"joint": 3 * width, "mixed": width, "wide": width, "narrow": width}
        self.dense = {
            name: keras.layers.Dense(
                wide,
                activation="relu" if name == "wide" else None,
                use_bias=name != "joint",
                kernel_initializer="zeros"
                if name in LAST
                else keras.initializers.GlorotUniform(seed=self.seed + place),
                dtype=self.dtype_policy,
                name=name,
            )
            for place, (name, wide) in enumerate(widths.items())
        }
        self.norms = [keras.layers.LayerNormalization(dtype=self.dtype_policy, name=f"norm_{n}") for n in range(2)]
        for layer in (*self.dense.values(), *self.norms):
            layer.build(states_shape)
        self.left_out = [
            keras.layers.Dropout(self.dropout, seed=self.seed + 10 + n, dtype=self.dtype_policy) for n in range(2)
        ]
        self.age_bias = self.add_weight(shape=(length, self.heads), initializer="zeros", name="age_bias")

    def call(self, states: Any, history: Any, training: bool = False) -> Any:
        """States (n, length, width) and the history's codes (n, length) to new states."""
        attended = self._attend(self.norms[0](states), history)
        states = states + self.left_out[0](attended, training=training)
        inner = self.dense["narrow"](self.dense["wide"](self.norms[1](states)))
        return states + self.left_out[1](inner, training=training)

    def _attend(self, states: Any, history: Any) -> Any:
        length, width = states.shape[1], states.shape[2]
        # One product for query, key and value: fewer operations to build before the first step.
        query, key, value = (self._split(part) for part in ops.split(self.dense["joint"](states), 3, axis=-1))
        weight = ops.matmul(query, ops.transpose(key, (0, 1, 3, 2))) * (width // self.heads) ** -0.5
        bias = ops.transpose(ops.take(ops.cast(self.age_bias, self.compute_dtype), ages(length), axis=0), (2, 0, 1))
        # A place of padding sees itself alone: a softmax over nothing would spread over what comes later.
        seen = ops.maximum(visible(history), np.eye(length, dtype=np.float32))
        seen = ops.expand_dims(ops.cast(seen, self.compute_dtype), 1)
        weight = ops.softmax(weight + bias + (1.0 - seen) * HIDDEN, axis=-1)
        joined = ops.reshape(ops.transpose(ops.matmul(weight, value), (0, 2, 1, 3)), (-1, length, width))
        return self.dense["mixed"](joined)

    def _split(self, states: Any) -> Any:
        """(n, length, width) -> (n, heads, length, width / heads)."""
        length, width = states.shape[1], states.shape[2]
        return ops.transpose(ops.reshape(states, (-1, length, self.heads, width // self.heads)), (0, 2, 1, 3))

    def compute_output_shape(self, states_shape: Any, history_shape: Any) -> Any:
        """The same as the states."""
        return states_shape

    def get_config(self) -> dict[str, Any]:
        """Arguments to make the layer anew."""
        return {**super().get_config(), "heads": self.heads, "dropout": self.dropout, "seed": self.seed}
