"""Some pictures of each class: one strip a class, with how many there are."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from bigmodel.spec import Gallery, numbers
from bigmodel.ui import text
from bigmodel.ui.blocks import enlarge

SIDE = 72
GAP = 6
WIDEST = 6


def draw_thumbnails(gallery: Gallery, counts: Mapping[str, int]) -> None:
    """Draw one strip for each caption of the gallery, several beside each other where there is room.

    Args:
        gallery: Pictures of one size; the caption is the class.
        counts: Class to its number of pictures, where it is known.
    """
    st.header(text.escape(gallery.title), anchor=False)
    if gallery.note:
        st.caption(text.escape(gallery.note))
    by_class: dict[str, list[NDArray[np.uint8]]] = {}
    for picture, caption in zip(gallery.pictures, gallery.captions, strict=True):
        by_class.setdefault(caption, []).append(picture)
    with st.grid(2, min_column_width=300) as grid:
        for name, pictures in by_class.items():
            with grid.cell():
                st.markdown(_label(name, counts.get(name)))
                shown = pictures[:WIDEST]
                st.html(image_html(strip(shown), f"{len(shown)} of class {name}"))


def image_html(picture: NDArray[np.uint8], alt: str) -> str:
    """A picture within the page itself: nothing is left to load when the page has changed meanwhile.

    Args:
        picture: uint8 (height, width, 4).
        alt: What it shows; any text.
    """
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    source = base64.b64encode(file.getvalue()).decode("ascii")
    return (
        f'<img src="data:image/png;base64,{source}" alt="{html.escape(alt)}" width="{picture.shape[1]}" '
        f'height="{picture.shape[0]}" style="display:block;max-width:100%;height:auto">'
    )


def strip(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Pictures of one size beside each other, with clear gaps.

    Args:
        pictures: uint8 (height, width) or (height, width, 3), all alike; at least one.

    Returns:
        uint8 (height, width, 4); every picture about ``SIDE`` pixels high.
    """
    parts: list[NDArray[np.uint8]] = []
    for picture in pictures:
        shown = _coloured(_reduced(enlarge(picture, SIDE)))
        gap = np.zeros((shown.shape[0], GAP, 4), np.uint8)
        parts += [shown, gap]
    return np.concatenate(parts[:-1], axis=1)


def _reduced(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Every n-th pixel of a large picture, so that a strip of large ones stays a strip."""
    step = max(1, min(picture.shape[:2]) // SIDE)
    return picture[::step, ::step]


def _coloured(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    three = picture[:, :, None].repeat(3, axis=2) if picture.ndim == 2 else picture
    return np.concatenate([three, np.full((*three.shape[:2], 1), 255, np.uint8)], axis=2)


def _label(name: str, number: int | None) -> str:
    label = f"**{text.escape(text.shorten(name, 40))}**"
    return label if number is None else f"{label} :gray[{numbers.count(number)} pictures]"
