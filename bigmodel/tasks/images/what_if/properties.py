"""What pictures are like, whatever they show: how bright, how rich in contrast, how sharp and how colourful."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from bigmodel.tasks.next_file.class_file import Properties, end_to_end

AT_ONCE = 1 << 18
"""Values that are looked at together: so many stay near the processor."""
LUMA = (0.299, 0.587, 0.114)
"""How much red, green and blue add to brightness (ITU-R BT.601)."""
FLAT = 1e-3
"""A contrast below which there is nothing that could be sharp."""


def picture_properties(pictures: NDArray[np.uint8]) -> Properties:
    """Plain numbers of each picture, float64 (n,).

    Brightness is the mean and contrast the standard deviation of the grey values from 0 to 1. Sharpness is the mean
    step between neighbours over the contrast, so that it does not change where a picture becomes darker; NaN where
    there is no contrast. Colour is the mean distance of the strongest from the weakest of red, green and blue.

    Args:
        pictures: uint8 (n, height, width, 1 or 3).
    """
    return end_to_end([_properties(block) for block in _blocks(pictures)])


def _blocks(pictures: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    step = max(1, AT_ONCE // max(1, pictures[:1].size))
    for start in range(0, len(pictures), step):
        yield pictures[start : start + step]


def _properties(pictures: NDArray[np.uint8]) -> dict[str, NDArray[np.float64]]:
    channels = [pictures[..., place] for place in range(pictures.shape[3])]
    weights = LUMA if len(channels) > 1 else (1.0,)
    scaled = (np.multiply(each, weight / 255, dtype=np.float32) for each, weight in zip(channels, weights, strict=True))
    grey: NDArray[np.float32] = reduce(np.add, scaled)
    contrast = grey.std(axis=(1, 2)).astype(np.float64)
    steps = [np.abs(np.diff(grey, axis=axis)).mean(axis=(1, 2)) for axis in (1, 2) if grey.shape[axis] > 1]
    sharp = np.mean(steps, axis=0) if steps else np.zeros(len(grey))
    found = {
        "Brightness": grey.mean(axis=(1, 2)).astype(np.float64),
        "Contrast": contrast,
        "Sharpness": np.where(contrast > FLAT, sharp / np.maximum(contrast, FLAT), np.nan),
    }
    if len(channels) > 1:
        found["Colour"] = (reduce(np.maximum, channels) - reduce(np.minimum, channels)).mean(axis=(1, 2)) / 255
    return found
