"""What a frozen network gives for pictures, computed once before training. Only a trainer imports this."""

from __future__ import annotations

import time
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from bigmodel.spec import Emit, Problem, Stopped
from bigmodel.spec.numbers import count

BATCH = 32
EVERY = 2.0
"""Seconds between two remarks."""
LARGEST = 4 << 30
"""Bytes of what is kept at most."""


def inner_of(
    body: keras.Model, pictures: NDArray[np.uint8], *, mirrored: bool, emit: Emit, stopped: Stopped, what: str
) -> NDArray[np.float32]:
    """Run pictures through a frozen network.

    Args:
        body: uint8 (n, h, w, c) to float32 (n, ...).
        pictures: uint8 (n, h, w, c).
        mirrored: Whether each picture's mirror image is a second copy.
        emit: Told every two seconds how far it is.
        stopped: Asked between batches.
        what: What the pictures are, for the remark: ``training``, ``validation``.

    Returns:
        float32 (n, 1 or 2, ...).

    Raises:
        Problem: Somebody wants the run to stop, or the result would not fit into memory.
    """
    copies = 2 if mirrored else 1
    shape = (len(pictures), copies, *body.output.shape[1:])
    if 4 * np.prod(shape, dtype=np.float64) > LARGEST:
        raise Problem(
            f"{count(len(pictures))} pictures are too many to train the last blocks on",
            remedy="Choose the preset balanced, or the small residual network.",
        )
    tf.config.experimental.enable_op_determinism()  # a resumed run has to find the same numbers
    found = np.empty(shape, np.float32)
    answer = tf.function(lambda batch: body(batch, training=False), reduce_retracing=True, autograph=False)
    told = time.monotonic()
    for start in range(0, len(pictures), BATCH):
        if stopped():
            raise Problem("Stopped before training began", remedy="Start it again.")
        for copy in range(copies):
            batch: Any = np.ascontiguousarray(pictures[start : start + BATCH][:, :, :: -1 if copy else 1])
            found[start : start + BATCH, copy] = answer(tf.constant(batch)).numpy()
        if time.monotonic() - told > EVERY:
            told = time.monotonic()
            emit("log", message=f"Looked at {count(start + len(batch))} of {count(len(pictures))} {what} pictures.")
    return found
