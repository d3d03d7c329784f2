"""What a network is trained for: the loss of a row, what counts as right, and what is kept of validation rows."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray


class Objective(Protocol):
    """Turns a network's output and the answers of a batch into losses; called inside the compiled loop."""

    def losses(self, output: Any, y: Any) -> tuple[Any, Any, Any]:
        """Loss of each row float32 (n,); how right it is, 0 to 1, float32 (n,); what is kept of it (n, ...)."""

    def kept(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """What ``on_epoch`` is given of the third part of ``losses``, all validation rows together."""


class Classes:
    """Cross-entropy of logits (n, members, classes), averaged over members; kept are mean probabilities.

    Args:
        smoothing: Share of the target probability that is spread over all classes, in training alone: the
            validation loss is told without it (Szegedy et al., arXiv 1512.00567).
    """

    def __init__(self, smoothing: float = 0.0) -> None:
        self._smoothing = smoothing

    def losses(self, output: Any, y: Any) -> tuple[Any, Any, Any]:
        """Cross-entropy of each row; right answers (0, 1); mean probabilities (n, k)."""
        logits = tf.cast(output, tf.float32)
        each = tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=tf.broadcast_to(y[:, None], tf.shape(logits)[:2]), logits=logits
        )
        if self._smoothing:
            even = -tf.reduce_mean(tf.nn.log_softmax(logits), axis=-1)
            each = (1.0 - self._smoothing) * each + self._smoothing * even
        probability = tf.reduce_mean(tf.nn.softmax(logits), axis=1)
        right = tf.cast(tf.equal(tf.argmax(probability, axis=-1, output_type=y.dtype), y), tf.float32)
        return tf.reduce_mean(each, axis=1), right, probability

    def kept(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scores in the project's convention: (n,) for two classes, else (n, k)."""
        return values[:, 1].copy() if values.shape[1] == 2 else values
