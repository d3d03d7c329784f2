"""Which places of a picture speak for a class: read off the model where it ends in a mean over places, else measured.

A model that ends in the mean over places and a dense layer (class activation maps: Zhou et al., arXiv 1512.04150) is a
sum over places, exactly: its evidence is that sum, place by place, against the mean of all classes. Of any other model
it is measured what covering each place does (``occlusion``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bigmodel.inference.bundle import Bundle
from bigmodel.inference.pictures import encode_pictures
from bigmodel.tasks.images.occlusion import occlusion

Kind = Literal["activation", "occlusion"]


@dataclass(frozen=True)
class Evidence:
    """What a picture's answer rests on.

    Attributes:
        kind: ``activation`` where it is read off the model, ``occlusion`` where it is measured by covering.
        heat: float32 (h, w) of the picture: what speaks for the class is positive. For ``activation`` in logits, drawn
            smooth from coarse places; for ``occlusion`` by how much the probability falls.
    """

    kind: Kind
    heat: NDArray[np.float32]


def evidence_of(bundle: Bundle, picture: NDArray[np.uint8], named: int) -> Evidence:
    """The evidence for a class in a picture.

    Args:
        bundle: The model.
        picture: uint8 (h, w, channels).
        named: Index of the class.
    """
    regions = bundle.regions(encode_pictures(picture[None], bundle.schema.encoder))
    if regions is None:
        return Evidence("occlusion", occlusion(bundle, picture, named))
    return Evidence("activation", spread_out(for_class(regions[0], named), picture.shape[:2]))


def for_class(regions: NDArray[np.float32], named: int) -> NDArray[np.float32]:
    """What each place says for a class, against the mean of all classes, which softmax does not see.

    Args:
        regions: float32 (..., down, across, k).
        named: Index of the class.

    Returns:
        float32 (..., down, across); the mean over places is the class's logit less the mean of all logits.
    """
    against: NDArray[np.float32] = regions[..., named] - regions.mean(axis=-1)
    return against


def spread_out(cells: NDArray[np.float32], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Coarse cells over a picture, float32 (h, w)."""
    height, width = shape
    smooth = Image.fromarray(cells).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(smooth, np.float32)
