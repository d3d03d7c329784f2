"""Grey pictures as galleries take them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def plane(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture (height, width, channels) without its channel axis where it is grey: uint8 (height, width)."""
    return picture[:, :, 0] if picture.shape[2] == 1 else picture
