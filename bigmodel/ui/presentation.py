"""The presentation view: its switch in the frame, the place in a demo, and how to add a view to one."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bigmodel.ui import stage
from bigmodel.ui.components.presenter import draw_presenter
from bigmodel.ui.demo_add import add_view
from bigmodel.ui.demo_step import shown_demo

STATIC = Path(__file__).parent / "static"


def draw_presentation(page: str) -> None:
    """Draw what every page has of it: switch and button stand in the head of the page, the place in a demo below.

    Args:
        page: The page that is about to be drawn, for example ``"what_if"``.
    """
    if stage.presenting():
        st.html(STATIC / "present.css")
    shown = shown_demo()
    with st.container(key="presenting", horizontal=True, vertical_alignment="center", width="content", gap="small"):
        if not stage.presenting() and st.button(
            "Add to a demo", icon=":material/playlist_add:", type="tertiary", key="demo-add"
        ):
            add_view(page)
        draw_presenter(stage.presenting(), shown, _switched, _stepped)


def _switched(on: bool) -> None:
    stage.present(on)


def _stepped(number: int) -> None:
    """Go to a step, 0 leaves the demo."""
    place = stage.demo_step()
    if place is None:
        return
    if number < 1:
        stage.end_demo()
    else:
        stage.show_step(place[0], number)
