"""Batch normalisation that is fast on a processor."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("bigmodel")
class FusedNormalization(keras.layers.BatchNormalization):
    """Batch normalisation (Ioffe and Szegedy, arXiv 1502.03167) whose training pass is one operation.

    Keras's own takes about a dozen passes over the activations, which cost as much as the convolutions of a small
    network. Layout of weights and answers after training are Keras's.
    """

    def call(self, inputs: Any, training: bool = False, mask: Any = None) -> Any:
        """Normalise a batch (n, h, w, c)."""
        if not training or not self.trainable:
            return super().call(inputs, training=False)
        outputs, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            inputs, self.gamma.value, self.beta.value, epsilon=self.epsilon, is_training=True
        )
        for moving, now in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + now * (1.0 - self.momentum))
        return outputs
