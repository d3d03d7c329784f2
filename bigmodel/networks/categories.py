"""Category columns inside the graph: one table of vectors for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable("bigmodel")
class Embeddings(keras.layers.Layer):
    """Vectors for the codes of several columns, looked up at once in one table.

    int32 (n, c) -> float32 (n, c, width). ``cardinalities`` are the numbers of codes, 0 included. 0 is unknown or
    missing and starts as zeros; codes that do not exist count as unknown.
    """

    def __init__(self, cardinalities: Sequence[int], width: int, seed: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cardinalities = [int(size) for size in cardinalities]
        self.width, self.seed = width, seed
        sizes = np.array(self.cardinalities, np.int32)
        self.offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
        self.rows = int(sizes.sum())

    def build(self, _shape: tuple[int | None, ...]) -> None:
        """Make the table."""
        limit = self.width**-0.5
        start = keras.initializers.RandomUniform(-limit, limit, seed=self.seed)
        self.table = self.add_weight(shape=(self.rows, self.width), initializer=start, name="table")
        values = np.array(self.table)
        values[self.offsets] = 0
        self.table.assign(values)

    def call(self, codes: Any) -> Any:
        """Look up a batch of codes."""
        codes = ops.cast(codes, "int32")
        known = ops.logical_and(codes >= 0, codes < np.array(self.cardinalities, np.int32))
        return ops.take(self.table, ops.where(known, codes, 0) + self.offsets, axis=0)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n, c) -> (n, c, width)."""
        return (*shape, self.width)

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        own = {"cardinalities": self.cardinalities, "width": self.width, "seed": self.seed}
        return {**super().get_config(), **own}
