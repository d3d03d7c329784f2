"""What training does to the data before it learns: turned, shifted and brightened pictures, seen beforehand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from bigmodel.runs.datasets import DatasetRecord
from bigmodel.spec import Block, Gallery, Plan, Problem
from bigmodel.templates import template
from bigmodel.ui import blocks, measured, state, text
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.thumbnails import image_html, strip

BESIDE = 4
"""Pictures in a row."""


def draw_preview(record: DatasetRecord, plan: Plan) -> None:
    """Draw a fold with what the task shows of it; nothing where training takes the data as it is."""
    try:
        shown = _preview(str(state.workspace().datasets.folder(record.id)), record.fingerprint, plan.model_dump_json())
    except Problem as problem:
        show_problem(problem)
        return
    if shown:
        with st.expander("What augmentation does"):
            for number, block in enumerate(shown):
                if isinstance(block, Gallery):
                    _draw_changes(block)
                else:
                    blocks.draw(block, key=f"augmented-{record.id}-{number}")


def _draw_changes(gallery: Gallery) -> None:
    """One picture a group, as it is and then changed, small enough for the column of the set-up."""
    if gallery.note:
        st.caption(text.escape(gallery.note))
    for pictures in groups(gallery):
        for start in range(0, len(pictures), BESIDE):
            few = pictures[start : start + BESIDE]
            alt = f"{gallery.captions[0]}, then changed" if start == 0 else f"changed in {len(few)} more ways"
            st.html(image_html(strip(few), alt))


def groups(gallery: Gallery) -> list[list[NDArray[np.uint8]]]:
    """The pictures of a gallery, a new group wherever its first caption comes again."""
    found: list[list[NDArray[np.uint8]]] = []
    for picture, caption in zip(gallery.pictures, gallery.captions, strict=True):
        if caption == gallery.captions[0]:
            found.append([])
        found[-1].append(picture)
    return found


@st.cache_data(max_entries=8, show_spinner=False)
def _preview(folder: str, fingerprint: str, plan: str) -> Sequence[Block]:
    parsed = Plan.model_validate_json(plan)
    data = measured.opened(folder, parsed.template, fingerprint)
    return tuple(template(parsed.template).task.preview_training(data, parsed))
