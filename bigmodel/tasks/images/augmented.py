"""What training pictures look like once they are changed: the same changes as in training, without Keras."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bigmodel.spec import Block, Gallery, Plan
from bigmodel.spec.hparams import ChangedPictures, Training
from bigmodel.tasks.images.dataset import PictureDataset
from bigmodel.tasks.images.networks import NETWORKS
from bigmodel.tasks.plane import plane

SHOWN, COPIES = 3, 7
"""Pictures in the preview, and changed copies of each."""


def preview(picture: NDArray[np.uint8], hparams: Training, count: int, seed: int) -> list[NDArray[np.uint8]]:
    """Changed copies of a picture, as training may see them.

    Args:
        picture: uint8 (h, w, channels).
        hparams: Of a network for pictures.
        count: How many copies.
        seed: The same seed gives the same copies.

    Returns:
        uint8 arrays of the picture's shape.
    """
    random = np.random.default_rng(seed)
    return [_changed(picture, hparams, random) for _ in range(count)]


def augment_blocks(data: PictureDataset, plan: Plan) -> list[Block]:
    """A gallery of pictures beside changed copies of them; empty where the plan changes nothing."""
    learnt = round((1.0 - plan.split.validation - plan.split.test) * len(data))
    hparams = NETWORKS[plan.network].make(plan.hparams).for_rows(learnt)
    mirrors = bool(getattr(hparams, "flip", False))
    if not len(data) or not (mirrors or (isinstance(hparams, ChangedPictures) and hparams.augments)):
        return []
    rows = np.unique(np.linspace(0, len(data) - 1, SHOWN).astype(np.int64))
    pictures, captions = [], []
    for place, picture in enumerate(data.take(rows)):
        pictures += [plane(each) for each in (picture, *preview(picture, hparams, COPIES, place))]
        captions += ["as it is", *["changed"] * COPIES]
    note = "Each time a training picture comes up it is changed anew. See that each copy still shows its class."
    return [Gallery("Changed training pictures", pictures, captions, note)]


def _changed(picture: NDArray[np.uint8], hparams: Training, random: np.random.Generator) -> NDArray[np.uint8]:
    def draw(name: str) -> float:
        """Between minus and plus what is allowed; drawn even for 0, so that one change leaves the others alone."""
        return float(random.uniform(-1, 1) * getattr(hparams, name, 0.0))

    height, width = picture.shape[:2]
    angle, zoom, crop = np.deg2rad(draw("rotation")), np.log1p(abs(getattr(hparams, "zoom", 0.0))), draw("crop")
    kept = 1.0 - abs(crop)
    scale = kept * np.exp(random.uniform(-zoom, zoom))
    shift = getattr(hparams, "shift", 0.0)
    right, down = (
        _moved(random, shift, side) + random.uniform(-1, 1) * (1 - kept) / 2 * side for side in (width, height)
    )
    mirror = -1.0 if random.uniform() < 0.5 and getattr(hparams, "flip", False) else 1.0
    cos, sin, x, y = scale * np.cos(angle), scale * np.sin(angle), (width - 1) / 2, (height - 1) / 2
    affine = (
        *(cos * mirror, -sin, x - cos * mirror * x + sin * y + right),
        *(sin * mirror, cos, y - sin * mirror * x - cos * y + down),
    )
    changed = mapped(picture, affine, smooth=bool(angle or scale != 1.0))
    bright: NDArray[np.float32] = np.clip(changed.astype(np.float32) * (1.0 + draw("brightness")), 0, 255)
    return bright.astype(np.uint8)


def _moved(random: np.random.Generator, share: float, side: int) -> int:
    most = max(1, round(share * side)) if share else 0
    return round(random.uniform(-most - 0.499, most + 0.499)) if most else 0


def mapped(picture: NDArray[np.uint8], affine: tuple[float, ...], *, smooth: bool) -> NDArray[np.uint8]:
    """A picture with each pixel from where the map says; what comes in from outside repeats the edge.

    Args:
        picture: uint8 (h, w, channels).
        affine: Six numbers a to f: what stands at (x, y) comes from (a x + b y + c, d x + e y + f), in whole pixels.
        smooth: Whether between pixels their weighted mean is taken, else the nearest.
    """
    height, width = picture.shape[:2]
    room = max(height, width)
    padded = np.pad(picture, ((room, room), (room, room), (0, 0)), mode="edge")
    a, b, c, d, e, f = affine
    # Pillow maps the centres of pixels, half a pixel off ours.
    half: Any = (a, b, c + room + 0.5 - (a + b) / 2, d, e, f + room + 0.5 - (d + e) / 2)
    image = Image.fromarray(padded[:, :, 0] if picture.shape[2] == 1 else padded)
    way = Image.Resampling.BILINEAR if smooth else Image.Resampling.NEAREST
    found = np.asarray(image.transform((width, height), Image.Transform.AFFINE, half, resample=way), np.uint8)
    return found[:, :, None] if picture.shape[2] == 1 else found
