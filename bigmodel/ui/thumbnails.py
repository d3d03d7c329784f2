"""Some pictures of each class: one strip a class, with how many there are, and pages of more."""

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
STRIPS = 8
"""Strips of a page where one class is looked at."""
EVERY = "Every class"


@st.fragment
def draw_thumbnails(gallery: Gallery, counts: Mapping[str, int]) -> None:
    """Draw one strip for each caption of the gallery, several beside each other where there is room.

    Where the gallery can give more, a class can be chosen and its pictures paged through; only the pictures of a page
    are read.

    Args:
        gallery: Pictures of one size; the caption is the class.
        counts: Class to its number of pictures, where it is known.
    """
    st.header(text.escape(gallery.title), anchor=False)
    if gallery.note:
        st.caption(text.escape(gallery.note))
    firsts: dict[str, Sequence[NDArray[np.uint8]]] = {}
    for picture, caption in zip(gallery.pictures, gallery.captions, strict=True):
        firsts[caption] = [*firsts.get(caption, ()), picture]
    chosen, page = _choose(gallery, counts, list(firsts))
    if gallery.more is None or (chosen == EVERY and page == 0):
        _draw_strips(firsts, counts)
    elif chosen == EVERY:
        found = {name: gallery.more(name, page * WIDEST, WIDEST) for name in firsts}
        _draw_strips({name: pictures for name, pictures in found.items() if pictures}, counts)
    else:
        several = gallery.more(chosen, page * WIDEST * STRIPS, WIDEST * STRIPS)
        _draw_one_class(chosen, several, page * WIDEST * STRIPS, counts.get(chosen))


def pages(count: int, each: int) -> int:
    """How many pages there are, one at least."""
    return max(1, -(-count // each))


def _choose(gallery: Gallery, counts: Mapping[str, int], shown: Sequence[str]) -> tuple[str, int]:
    """Draw the choice of class and page; the page counts from 0."""
    most = max(counts.values(), default=0)
    if gallery.more is None or (most <= WIDEST and len(counts) <= len(shown)):
        return EVERY, 0
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Class", [EVERY, *counts], width=240, key=f"class-{gallery.title}")
        several = pages(most, WIDEST) if chosen == EVERY else pages(counts[chosen], WIDEST * STRIPS)
        page = st.pagination(several, max_visible_pages=5, key=f"page-{gallery.title}-{chosen}") if several > 1 else 1
    if chosen == EVERY and len(counts) > len(shown):
        st.caption(f"{len(shown)} of {len(counts):,} classes stand here; choose another above.")
    return chosen, page - 1


def _draw_strips(by_class: Mapping[str, Sequence[NDArray[np.uint8]]], counts: Mapping[str, int]) -> None:
    with st.grid(2, min_column_width=300) as grid:
        for name, pictures in by_class.items():
            with grid.cell():
                st.markdown(_label(name, counts.get(name)))
                shown = pictures[:WIDEST]
                st.html(image_html(strip(shown), f"{len(shown)} of class {name}"))


def _draw_one_class(name: str, pictures: Sequence[NDArray[np.uint8]], start: int, count: int | None) -> None:
    st.markdown(_label(name, count))
    with st.grid(2, min_column_width=300) as grid:
        for first in range(0, len(pictures), WIDEST):
            shown = pictures[first : first + WIDEST]
            with grid.cell():
                told = f"Pictures {start + first + 1:,} to {start + first + len(shown):,} of class {name}"
                st.html(image_html(strip(shown), told))


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
        shown = _coloured(enlarge(_reduced(picture), SIDE))
        gap = np.zeros((shown.shape[0], GAP, 4), np.uint8)
        parts += [shown, gap]
    return np.concatenate(parts[:-1], axis=1)


def _reduced(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A large picture made small, so that a strip of large ones stays a strip."""
    shorter = min(picture.shape[:2])
    if shorter <= SIDE:
        return picture
    size = (round(picture.shape[1] * SIDE / shorter), round(picture.shape[0] * SIDE / shorter))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BILINEAR))


def _coloured(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    three = picture[:, :, None].repeat(3, axis=2) if picture.ndim == 2 else picture
    return np.concatenate([three, np.full((*three.shape[:2], 1), 255, np.uint8)], axis=2)


def _label(name: str, number: int | None) -> str:
    label = f"**{text.escape(text.shorten(name, 40))}**"
    return label if number is None else f"{label} :gray[{numbers.count(number)} pictures]"
