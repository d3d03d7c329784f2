"""The running average of a network's weights over its steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
import tensorflow as tf


class Average:
    """An exponential average of all weights, running statistics of normalisation layers among them.

    Early in a training the average forgets faster, ``(1 + t) / (10 + t)`` of it is kept at step t where that is less
    (as TensorFlow's ExponentialMovingAverage does): it does not drag the random start along.

    Args:
        model: The network.
        keep: Share of the average that a step keeps.
    """

    def __init__(self, model: keras.Model, keep: float) -> None:
        self._weights = model.weights
        self._keep = keep
        self._means = [tf.Variable(tf.convert_to_tensor(weight)) for weight in self._weights]
        self._steps = tf.Variable(0.0)

    @property
    def variables(self) -> list[Any]:
        """All that has to be the same to go on alike."""
        return [self._steps, *self._means]

    def update(self) -> None:
        """Take the weights as they stand into the average; part of the compiled step."""
        keep = tf.minimum(self._keep, (1.0 + self._steps) / (10.0 + self._steps))
        self._steps.assign_add(1.0)
        for mean, weight in zip(self._means, self._weights, strict=True):
            value = tf.convert_to_tensor(weight.value)
            mean.assign(keep * mean + (1.0 - keep) * value)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """While it lasts the network holds the averaged weights."""
        own = [weight.numpy() for weight in self._weights]
        for mean, weight in zip(self._means, self._weights, strict=True):
            weight.assign(mean)
        try:
            yield
        finally:
            for value, weight in zip(own, self._weights, strict=True):
                weight.assign(value)
