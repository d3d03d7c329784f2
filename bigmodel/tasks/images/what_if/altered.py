"""A picture under other conditions: lighter or darker, out of focus, turned, partly covered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from bigmodel.tasks.images.augmented import mapped
from bigmodel.tasks.plane import plane

PLACES = {
    "middle": (0.5, 0.5),
    "top left": (0.0, 0.0),
    "top": (0.0, 0.5),
    "top right": (0.0, 1.0),
    "left": (0.5, 0.0),
    "right": (0.5, 1.0),
    "bottom left": (1.0, 0.0),
    "bottom": (1.0, 0.5),
    "bottom right": (1.0, 1.0),
}
"""Where a cover lies: its share of the way down and across."""


@dataclass(frozen=True)
class Altered:
    """What is done to a picture, in this order; all zero leaves it as it is.

    Attributes:
        brightness: By how many per cent every pixel becomes lighter; negative makes it darker.
        blur: Standard deviation of a Gaussian blur, in per cent of the longer side.
        rotation: Degrees clockwise; the edge is repeated where nothing is known.
        cover: Side of a covering square in per cent of the shorter side; it has the picture's mean colour.
        place: Where the square lies, one of ``PLACES``.
    """

    brightness: float = 0.0
    blur: float = 0.0
    rotation: float = 0.0
    cover: float = 0.0
    place: str = "middle"

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Altered:
        """From the values of inputs; what is absent stays as it is."""
        numbers = {name: float(values.get(name) or 0.0) for name in ("brightness", "blur", "rotation", "cover")}
        place = str(values.get("place"))
        return cls(**numbers, place=place if place in PLACES else "middle")

    @property
    def nothing(self) -> bool:
        """Whether pictures stay as they are."""
        return not (self.brightness or self.blur or self.rotation or self.cover)

    def of_picture(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The picture as it would be, uint8 (h, w, channels)."""
        if self.brightness:
            lit = picture.astype(np.float32) * (1 + self.brightness / 100)
            picture = np.clip(lit.round(), 0, 255).astype(np.uint8)
        if self.blur:
            radius = self.blur / 100 * max(picture.shape[:2])
            soft = Image.fromarray(plane(picture)).filter(ImageFilter.GaussianBlur(radius))
            picture = np.asarray(soft, np.uint8).reshape(picture.shape)
        if self.rotation:
            picture = mapped(picture, _turn(self.rotation, *picture.shape[:2]), smooth=True)
        return self._covered(picture) if self.cover else picture

    def of_pictures(self, pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The same for pictures of one size, uint8 (n, h, w, channels)."""
        return pictures if self.nothing else np.stack([self.of_picture(each) for each in pictures])

    def _covered(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        height, width = picture.shape[:2]
        side = max(1, round(self.cover / 100 * min(height, width)))
        down, across = PLACES[self.place]
        top, left = round(down * (height - side)), round(across * (width - side))
        covered = picture.copy()
        covered[top : top + side, left : left + side] = picture.mean(axis=(0, 1)).round().astype(np.uint8)
        return covered


def _turn(degrees: float, height: int, width: int) -> tuple[float, ...]:
    """Where each pixel of a picture that is turned clockwise about its centre comes from, as ``mapped`` takes it."""
    angle = np.deg2rad(degrees)
    cos, sin, x, y = float(np.cos(angle)), float(np.sin(angle)), (width - 1) / 2, (height - 1) / 2
    return cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y
