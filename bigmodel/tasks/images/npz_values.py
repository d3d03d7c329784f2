"""Arrays of any numbers as pictures of bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Scale:
    """How values become bytes: ``(value - low) * factor``; ``said`` tells the range, empty where nothing changes."""

    low: float = 0.0
    factor: float = 1.0
    said: str = ""


def scale_of(block: NDArray[Any]) -> Scale:
    """The scale of an array by its first block: 0 to 1, -1 to 1, 16 bits, or bytes as they are."""
    if block.dtype.kind == "b":
        return Scale(0, 255, "no and yes")
    values = block[np.isfinite(block)] if block.dtype.kind == "f" else block
    if block.dtype == np.uint8 or not values.size:
        return Scale()
    low, high = float(values.min()), float(values.max())
    if block.dtype.kind == "f" and low >= 0 and high <= 1:
        return Scale(0, 255, "0 to 1")
    if block.dtype.kind == "f" and low >= -1 and high <= 1:
        return Scale(-1, 127.5, "−1 to 1")
    if low >= 0 and high > 255 and high <= 65_535:
        return Scale(0, 255 / 65_535, "0 to 65,535")
    if low < 0 or high > 255:
        return Scale(low, 255 / max(high - low, 1e-9), f"{low:,.4g} to {high:,.4g}")
    return Scale()


def plain_shape(shape: tuple[int, ...]) -> tuple[int, int, int] | None:
    """Height, width and channels (1 or 3) of the pictures in an array, None where it holds none."""
    if any(side < 1 for side in shape[1:]):
        return None
    if len(shape) == 3:
        return shape[1], shape[2], 1
    if shape[3] in (1, 3, 4):
        return shape[1], shape[2], 3 if shape[3] > 1 else 1
    if shape[1] in (1, 3):
        return shape[2], shape[3], shape[1]
    return None


def as_pictures(block: NDArray[Any], scale: Scale) -> NDArray[np.uint8]:
    """A block (n, h, w), (n, h, w, 1, 3 or 4) or (n, 1 or 3, h, w) as uint8 (n, h, w, 1 or 3).

    What is no number becomes black; what is transparent becomes white.
    """
    if block.ndim == 3:
        block = block[..., None]
    elif block.shape[3] not in (1, 3, 4):
        block = np.moveaxis(block, 1, 3)
    if block.dtype != np.uint8 or scale.said:
        numbers = np.nan_to_num((block.astype(np.float32) - scale.low) * scale.factor, nan=0, posinf=255, neginf=0)
        block = np.clip(np.rint(numbers), 0, 255).astype(np.uint8)
    if block.shape[3] == 4:
        alpha = block[..., 3:].astype(np.uint16)
        block = ((block[..., :3] * alpha + 255 * (255 - alpha)) // 255).astype(np.uint8)
    return block
