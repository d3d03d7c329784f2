"""How long ago each item of a history was, seen from each of its places; nothing looks ahead."""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import ops
from numpy.typing import NDArray

HIDDEN = -1e9
"""Added to the weight of what must not be looked at, before a softmax."""


def ages(length: int) -> NDArray[np.int32]:
    """Steps from each earlier place (column) to each place (row), int32 (length, length); 0 ahead of it."""
    place = np.arange(length, dtype=np.int32)
    return np.maximum(place[:, None] - place[None, :], 0).astype(np.int32)


def visible(history: Any) -> Any:
    """What each place may look at: itself and earlier items, no padding; float32 (n, length, length) of 0 and 1."""
    length = history.shape[1]
    earlier = np.tril(np.ones((length, length), np.float32))
    return ops.expand_dims(ops.cast(ops.not_equal(history, 0), "float32"), 1) * earlier
