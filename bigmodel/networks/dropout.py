"""Dropout that draws one random byte a unit."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

LEVELS = 256


@keras.saving.register_keras_serializable("bigmodel")
class ByteDropout(keras.layers.Layer):
    """Leave units out at random in training (Srivastava et al., JMLR 15, 2014), the rate rounded to a 256th.

    Drawing random numbers is most of what dropout costs on a processor, and a byte decides as well as the 32 bits that
    ``keras.layers.Dropout`` draws for each unit. Any shape with a known size of all axes but the first.

    Args:
        rate: Share of units that is left out, from 0 up to, but not, 1.
        seed: Seed of the draws; their state is a variable of the model, so that a resumed training draws on.
    """

    def __init__(self, rate: float, seed: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rate, self.seed = float(rate), int(seed)
        self.dropped = min(round(self.rate * LEVELS), LEVELS - 1)
        self.seed_generator = keras.random.SeedGenerator(self.seed)

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Mask a batch and scale what is left, so that the mean stays."""
        if not training or not self.dropped:
            return inputs
        shape = tf.shape(inputs)
        units = tf.reduce_prod(shape)
        seed = tf.cast(self.seed_generator.next(), tf.int32)
        drawn = tf.random.stateless_uniform([(units + 3) // 4], seed, minval=None, maxval=None, dtype=tf.int32)
        levels = tf.reshape(tf.bitcast(drawn, tf.uint8), [-1])[:units]
        scale = tf.cast(LEVELS / (LEVELS - self.dropped), inputs.dtype)
        return tf.where(tf.reshape(levels, shape) >= self.dropped, inputs * scale, tf.zeros_like(inputs))

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The same shape."""
        return shape

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
