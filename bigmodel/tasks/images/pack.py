"""Pictures of any size as one array: a dataset holds pictures of one size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LARGEST_SIDE = 96
"""Pixels of the longer side of a picture at most."""


def pack(blocks: Sequence[NDArray[np.uint8]]) -> tuple[NDArray[np.uint8], list[str]]:
    """Bring pictures to one size and one number of channels.

    Args:
        blocks: uint8 (n, height, width, 1 or 3) each.

    Returns:
        uint8 (n, height, width, channels) and remarks. Pictures of one size up to ``LARGEST_SIDE`` stay as they
        are; others become squares of the median side, at most ``LARGEST_SIDE``.
    """
    if len({block.shape[1:] for block in blocks}) == 1 and max(blocks[0].shape[1:3]) <= LARGEST_SIDE:
        return (blocks[0] if len(blocks) == 1 else np.concatenate(blocks)), []
    channels = 3 if any(block.shape[3] == 3 for block in blocks) else 1
    sizes: Counter[tuple[int, ...]] = Counter()
    for block in blocks:
        sizes[block.shape[1:3]] += len(block)
    height, width = next(iter(sizes))
    notes: list[str] = []
    if len(sizes) > 1 or max(height, width) > LARGEST_SIDE:
        sides = np.repeat([max(size) for size in sizes], list(sizes.values()))
        height = width = max(8, min(int(np.median(sides)), LARGEST_SIDE))
        notes = [f"All pictures were brought to {height} x {width} pixels."]
    packed = np.empty((sum(map(len, blocks)), height, width, channels), np.uint8)
    place = 0
    for block in blocks:
        for array in block:
            packed[place] = to_size(array, height, width, channels)
            place += 1
    return packed, notes


def to_size(array: NDArray[np.uint8], height: int, width: int, channels: int) -> NDArray[np.uint8]:
    """One picture (height, width, 1 or 3) in another size and number of channels, uint8."""
    if array.shape == (height, width, channels):
        return array
    picture = Image.fromarray(array[:, :, 0] if array.shape[2] == 1 else array)
    picture = picture.convert("RGB" if channels == 3 else "L").resize((width, height), Image.Resampling.BILINEAR)
    resized = np.asarray(picture, dtype=np.uint8)
    return resized[:, :, None] if channels == 1 else resized
