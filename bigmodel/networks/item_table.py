"""The items of a catalogue as vectors: looked up on the way in, compared with on the way out."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

NEVER = -1e9
"""Score of the padding code 0, which is no item."""


@keras.saving.register_keras_serializable("bigmodel")
class ItemTable(keras.layers.Layer):
    """Codes int (n, length) to vectors (n, length, width); states to scores of all items.

    The same vectors serve both ways (tied weights, as in SASRec), with a bias for each item that starts at the
    logarithm of its share of all events, so that training begins where the bestseller list ends.

    Args:
        items: Number of items; codes run from 1, 0 is padding.
        width: Numbers in a vector.
        seed: Seed of the first values.
    """

    def __init__(self, items: int, width: int, seed: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.items, self.width, self.seed = items, width, seed

    def build(self, shape: tuple[int | None, ...]) -> None:
        """Make the vectors and the biases, one row more than items for the padding."""
        self.vectors = self.add_weight(
            shape=(self.items + 1, self.width),
            initializer=keras.initializers.RandomNormal(stddev=self.width**-0.5, seed=self.seed),
            name="vectors",
        )
        self.bias = self.add_weight(shape=(self.items + 1,), initializer="zeros", name="bias")

    def call(self, codes: Any) -> Any:
        """Vectors of the codes, scaled to numbers of about 1; padding gives zeros."""
        scale = ops.cast(ops.not_equal(codes, 0), self.compute_dtype) * self.width**0.5
        return ops.take(ops.cast(self.vectors, self.compute_dtype), codes, axis=0) * ops.expand_dims(scale, -1)

    def scores(self, states: Any) -> Any:
        """States (m, width) to scores float32 (m, items + 1), the first column, of the padding, at ``NEVER``."""
        scores = ops.matmul(ops.cast(states, "float32"), ops.transpose(ops.cast(self.vectors, "float32")))
        first = ops.one_hot(ops.zeros((), "int32"), self.items + 1, dtype="float32")
        return scores + ops.cast(self.bias, "float32") + NEVER * first

    def start_from(self, counts: NDArray[np.integer], vectors: NDArray[np.floating] | None = None) -> None:
        """Set what training begins with.

        Args:
            counts: How often each item occurs in training, (items,); the biases become their log shares.
            vectors: (items, width), scaled to a mean square length of 1; None keeps the random ones.
        """
        share = (counts + 0.5) / (counts.sum() + 0.5 * len(counts))
        self.bias.assign(np.concatenate([[0.0], np.log(share)]).astype(np.float32))
        if vectors is not None:
            length = np.sqrt(np.mean(np.sum(np.square(vectors), axis=1)))
            self.vectors.assign(np.vstack([np.zeros((1, self.width)), vectors / max(length, 1e-12)]).astype(np.float32))

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n, length) -> (n, length, width)."""
        return (*shape, self.width)

    def get_config(self) -> dict[str, Any]:
        """Arguments to make the layer anew."""
        return {**super().get_config(), "items": self.items, "width": self.width, "seed": self.seed}
