"""What speaks for taking an item again that stands in the history."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from bigmodel.networks.ages import ages, visible

WIDTH = 16


@keras.saving.register_keras_serializable("bigmodel")
class Again(keras.layers.Layer):
    """A bonus (or malus) for each earlier item, by how long ago it was and by what the history looks like.

    States (n, length, width) and codes (n, length) give float32 (n, length, length): what is added, at each place, to
    the score of the item at each earlier place. People buy again what they bought before; a network that only
    compares vectors has to learn that for every item by itself (the copy mechanism of RepeatNet, Ren et al., AAAI
    2019, here added to the scores instead of mixed with them).

    Args:
        seed: Seed of the first values.
    """

    def __init__(self, seed: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.seed = seed

    def build(self, states_shape: tuple[int | None, ...], history_shape: tuple[int | None, ...]) -> None:
        """Make weights for the width of the states."""
        self.query, self.key = (
            keras.layers.Dense(
                WIDTH,
                kernel_initializer=keras.initializers.GlorotUniform(seed=self.seed + n),
                dtype=self.dtype_policy,
                name=name,
            )
            for n, name in enumerate(("query", "key"))
        )
        self.query.build(states_shape)
        self.key.build(states_shape)
        self.by_age = self.add_weight(shape=(states_shape[1],), initializer="zeros", name="by_age")

    def call(self, states: Any, history: Any) -> Any:
        """Bonuses at each place for the item at each earlier place, 0 ahead of it and for padding."""
        fit = ops.matmul(self.query(states), ops.transpose(self.key(states), (0, 2, 1))) * WIDTH**-0.5
        by_age = ops.take(self.by_age, ages(states.shape[1]), axis=0)
        return ops.cast(fit + by_age, "float32") * visible(history)

    def compute_output_shape(self, states_shape: Any, history_shape: Any) -> Any:
        """(n, length, width) -> (n, length, length)."""
        return (states_shape[0], states_shape[1], states_shape[1])

    def get_config(self) -> dict[str, Any]:
        """Arguments to make the layer anew."""
        return {**super().get_config(), "seed": self.seed}
