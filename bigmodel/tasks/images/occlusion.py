"""What a model looks at: how much less sure it is of its answer when a part of the picture is covered.

Zeiler and Fergus, arXiv 1311.2901. It asks the model that ships, so it works for every network alike.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bigmodel.inference.bundle import Bundle
from bigmodel.inference.pictures import encode_pictures

CELLS = 10
"""Cells along each side at most; what covers is two cells wide."""
WARM = np.array([255.0, 140.0, 0.0])
SMALLEST_SHOWN = 160


def occlusion(bundle: Bundle, picture: NDArray[np.uint8], named: int) -> NDArray[np.float32]:
    """How much the answer rests on each place of a picture.

    Args:
        bundle: The model.
        picture: uint8 (h, w, channels).
        named: Index of the class whose probability is watched.

    Returns:
        float32 (h, w): by how much the probability falls where the place is covered, averaged over all coverings that
        take it in; negative where covering makes the model surer.
    """
    height, width = picture.shape[:2]
    rows, columns = (np.linspace(0, side, min(CELLS, side) + 1).round().astype(int) for side in (height, width))
    places = [
        (slice(rows[i], rows[i + 2]), slice(columns[j], columns[j + 2]))
        for i in range(len(rows) - 2)
        for j in range(len(columns) - 2)
    ] or [(slice(0, height), slice(0, width))]
    covered = np.repeat(picture[None], len(places) + 1, axis=0)
    plain = picture.mean(axis=(0, 1)).round().astype(np.uint8)
    for index, place in enumerate(places, start=1):
        covered[(index, *place)] = plain
    scores = bundle.score(encode_pictures(covered, bundle.schema.encoder))
    sure = scores[:, named] if scores.ndim == 2 else np.where(named == 1, scores, 1 - scores)
    total, times = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
    for index, place in enumerate(places, start=1):
        total[place] += sure[0] - sure[index]
        times[place] += 1
    return (total / np.maximum(times, 1)).astype(np.float32)


def overlay(picture: NDArray[np.uint8], heat: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A picture, dimmed, with the places that matter bright and warm.

    Args:
        picture: uint8 (h, w, channels).
        heat: What ``occlusion`` returned.

    Returns:
        uint8 (H, W, 3), enlarged so that it can be looked at.
    """
    size = _shown(picture)
    warm = Image.fromarray(np.clip(heat / max(float(heat.max()), 1e-6), 0, 1).astype(np.float32))
    share = np.asarray(warm.resize(size, Image.Resampling.BILINEAR))[:, :, None]
    below = enlarged(picture).astype(np.float32)
    grey = below.mean(axis=2, keepdims=True) if below.ndim == 3 else below[:, :, None]
    mixed = (0.35 + 0.3 * share) * grey + 0.45 * share * WARM
    marked: NDArray[np.uint8] = np.clip(mixed, 0, 255).astype(np.uint8)
    return marked


def enlarged(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A small picture with each pixel as a square, uint8 (H, W) or (H, W, 3)."""
    image = Image.fromarray(picture[:, :, 0] if picture.shape[2] == 1 else picture)
    shown: NDArray[np.uint8] = np.asarray(image.resize(_shown(picture), Image.Resampling.NEAREST), np.uint8)
    return shown


def _shown(picture: NDArray[np.uint8]) -> tuple[int, int]:
    """Width and height on the page."""
    height, width = picture.shape[:2]
    times = max(1, -(-SMALLEST_SHOWN // max(height, width)))
    return width * times, height * times
