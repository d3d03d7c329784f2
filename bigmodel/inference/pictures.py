"""Pictures as tensors: decoded, turned upright, in one size and mode."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from bigmodel.spec import Problem

Picture = bytes | Path | NDArray[np.uint8] | Image.Image
Mode = Literal["L", "RGB"]

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
LARGEST = 50_000_000
"""Most pixels of a picture: a small file can unfold to a huge one."""
REDUCED = 2
"""A JPEG is decoded at a fraction of its size that is still so many times what is wanted, which is far quicker."""


class TooLarge(Problem):
    """A picture has more pixels than can be decoded safely."""


def picture_encoder(height: int, width: int, mode: Mode) -> dict[str, Any]:
    """The encoder of pictures: size in pixels, and ``L`` for grey or ``RGB`` for colour (JSON values)."""
    return {"height": height, "width": width, "mode": mode}


def encode_pictures(
    pictures: Sequence[Picture] | NDArray[np.uint8], encoder: Mapping[str, Any], names: Sequence[str] = ()
) -> dict[str, NDArray[Any]]:
    """Pictures as the tensor that a network takes.

    Args:
        pictures: Files as bytes or paths, PIL images, or uint8 arrays (h, w), (h, w, 1) or (h, w, 3); also one array
            of all pictures.
        encoder: What ``picture_encoder`` returned.
        names: A name for each picture, for the error.

    Returns:
        ``pictures``: uint8 of shape (n, height, width, 1 or 3). Another size is resized to fill the whole, without
        keeping its proportions; what is transparent becomes white.

    Raises:
        Problem: A picture can't be read or is too large.
    """
    height, width, mode = encoder["height"], encoder["width"], encoder["mode"]
    shape = (height, width, 1 if mode == "L" else 3)
    if isinstance(pictures, np.ndarray) and pictures.dtype == np.uint8:
        whole = pictures[..., None] if pictures.ndim == 3 and mode == "L" else pictures
        if whole.shape[1:] == shape:
            return {"pictures": whole}
    tensor = np.empty((len(pictures), *shape), np.uint8)
    for place, picture in enumerate(pictures):
        name = names[place] if names else _name(picture, place)
        tensor[place] = fit_picture(open_picture(picture, name, max(height, width)), height, width, mode)
    return {"pictures": tensor}


def fit_picture(image: Image.Image, height: int, width: int, mode: Mode) -> NDArray[np.uint8]:
    """A decoded picture in the size and mode of all others: uint8 (height, width, 1 or 3).

    It fills the whole without keeping its proportions. Datasets and new pictures both go through here, so that a
    model is given in use what it was given in training.
    """
    image = convert(image, mode)
    if image.size != (width, height):
        image = image.resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(image, np.uint8).reshape(height, width, 1 if mode == "L" else 3)


def open_picture(picture: Picture, name: str, wanted: int | None = None) -> Image.Image:
    """Decode one picture and turn it upright; of several in a file the first is taken.

    Args:
        picture: What ``encode_pictures`` takes.
        name: Its name, for the error.
        wanted: The longer side in pixels that it will be brought to; None decodes it whole.

    Raises:
        TooLarge: It has too many pixels.
        Problem: It is no picture of a known format, or damaged.
    """
    if isinstance(picture, np.ndarray):
        return Image.fromarray(np.ascontiguousarray(picture[..., 0] if picture.shape[2:] == (1,) else picture))
    try:
        image = picture if isinstance(picture, Image.Image) else _decode(picture)
        if image.width * image.height > LARGEST:
            raise TooLarge(
                f"The picture has {image.width:,} x {image.height:,} pixels, more than can be read safely",
                where=name,
                remedy="Make it smaller.",
            )
        if wanted is not None and image.format == "JPEG":
            image.draft(None, (REDUCED * wanted, REDUCED * wanted))
        image.load()
        return ImageOps.exif_transpose(image)
    except Image.DecompressionBombError as error:
        raise TooLarge("The picture is too large to be read safely", where=name, remedy="Make it smaller.") from error
    except FileNotFoundError as error:
        raise Problem("The picture is gone", where=name) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        # Pillow raises each of these on a file that is cut short or is something else.
        raise Problem(
            "This is not a picture that can be read, or it is damaged",
            where=name,
            remedy=f"Take one of {', '.join(FORMATS)}, or leave it out.",
        ) from error


def _decode(picture: bytes | Path) -> Image.Image:
    return Image.open(io.BytesIO(picture) if isinstance(picture, bytes) else picture, formats=FORMATS)


def convert(image: Image.Image, mode: Mode) -> Image.Image:
    """An image in grey (``L``) or colour (``RGB``): 16 bits are scaled to 8, transparency becomes white."""
    if image.mode.startswith("I"):
        values = np.asarray(image).astype(np.int64)
        return Image.fromarray(np.clip(values // 256, 0, 255).astype(np.uint8)).convert(mode)
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB").convert(mode)
    return image.convert(mode)


def _name(picture: Picture, place: int) -> str:
    return picture.name if isinstance(picture, Path) else f"picture {place + 1}"
