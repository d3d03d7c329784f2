"""What every network that foretells the next item ends in, and the model that ships."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from bigmodel.networks.again import Again
from bigmodel.networks.item_table import ItemTable


@keras.saving.register_keras_serializable("bigmodel")
class Packed(keras.layers.Layer):
    """State, bonuses and code of each place side by side, float32 (n, length, width + length + 1).

    Scores of all items at all places would be far too large to keep; they are made where they are needed, see
    ``unpack`` and ``ItemTable.scores``. Codes stay whole numbers in float32 up to 16 million items.
    """

    def call(self, states: Any, bonus: Any, history: Any) -> Any:
        """Side by side."""
        code = ops.expand_dims(ops.cast(history, "float32"), -1)
        return ops.concatenate([ops.cast(states, "float32"), bonus, code], axis=-1)

    def compute_output_shape(self, states_shape: Any, bonus_shape: Any, history_shape: Any) -> Any:
        """(n, length, width + length + 1)."""
        return (states_shape[0], states_shape[1], states_shape[2] + bonus_shape[2] + 1)


def unpack(output: Any) -> tuple[Any, Any, Any]:
    """States (n, length, width), bonuses (n, length, length) and codes int32 (n, length) of a network's output."""
    length = output.shape[1]
    width = output.shape[2] - length - 1
    return output[..., :width], output[..., width:-1], ops.cast(output[..., -1], "int32")


def finish(states: Any, history: Any, seed: int, name: str) -> keras.Model:
    """The network from ``history`` to packed states; see ``Packed``."""
    bonus = Again(seed=seed, dtype="float32", name="again")(states, history)
    return keras.Model({"history": history}, Packed(dtype="float32", name="packed")(states, bonus, history), name=name)


@keras.saving.register_keras_serializable("bigmodel")
class LastScores(keras.layers.Layer):
    """Packed states to a score of each item after the whole history, float32 (n, items).

    Args:
        table: The network's item table.
        repeats: Whether the bonuses for earlier items count.
    """

    def __init__(self, table: ItemTable, repeats: bool, **options: Any) -> None:
        super().__init__(**options)
        self.table, self.repeats = table, repeats

    def call(self, output: Any) -> Any:
        """Scores of all items."""
        states, bonus, codes = unpack(output)
        scores = self.table.scores(states[:, -1])
        if self.repeats:
            names = ops.arange(self.table.items + 1, dtype="int32")
            for place in range(codes.shape[1]):
                # One place after the other: all at once would be a tensor of n x length x items.
                same = ops.cast(ops.equal(codes[:, place, None], names), "float32")
                scores = scores + bonus[:, -1, place, None] * same
        return scores[:, 1:]

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n, length, ...) -> (n, items)."""
        return (shape[0], self.table.items)

    def get_config(self) -> dict[str, Any]:
        """Arguments to make the layer anew."""
        table = keras.saving.serialize_keras_object(self.table)
        return {**super().get_config(), "table": table, "repeats": self.repeats}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> LastScores:
        """The layer from its arguments."""
        return cls(**{**config, "table": keras.saving.deserialize_keras_object(config["table"])})


def serving_scores(model: keras.Model, repeats: bool) -> keras.Model:
    """The model that ships: a history to a score of each item, float32 (n, items)."""
    table = next(layer for layer in model.layers if isinstance(layer, ItemTable))
    scores = LastScores(table, repeats, dtype="float32", name="scores")(model.output)
    return keras.Model(model.input, scores, name="serving")
