"""The model that ships: probabilities, averaged over members, in float32."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("bigmodel")
class MeanProbability(keras.layers.Layer):
    """Softmax of each member's logits, averaged: (n, members, k) -> float32 (n, k)."""

    def call(self, logits: Any) -> Any:
        """Probabilities of a batch."""
        return ops.mean(ops.softmax(ops.cast(logits, "float32"), axis=-1), axis=1)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n, members, k) -> (n, k)."""
        return (shape[0], shape[2])


def serving(model: keras.Model) -> keras.Model:
    """Wrap a network of logits: the same inputs, output ``scores`` float32 (n, k).

    A network that computes in lower precision is rebuilt in float32 with the same weights.
    """
    network = in_float32(model)
    scores = MeanProbability(name="scores", dtype="float32")(network.output)
    return keras.Model(network.input, scores, name="serving")


def in_float32(model: keras.Model) -> keras.Model:
    """The same network and weights with every layer computing in float32."""
    if all(layer.compute_dtype == "float32" for layer in model.layers if layer.weights):
        return model
    copy = type(model).from_config(_float32(model.get_config()))
    copy.set_weights(model.get_weights())
    return copy


def _float32(config: Any) -> Any:
    """A layer's or model's configuration with every dtype policy replaced by float32."""
    if isinstance(config, dict):
        if config.get("class_name") == "DTypePolicy":
            return {**config, "config": {**config["config"], "name": "float32"}}
        return {key: _float32(value) for key, value in config.items()}
    if isinstance(config, list | tuple):
        return type(config)(_float32(value) for value in config)
    return config
