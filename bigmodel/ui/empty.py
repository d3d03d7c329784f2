"""A page that has nothing to show yet: what to do, and the button for it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).resolve().parents[2] / "pages"
BUTTONS = {
    "start": ("Go to Start", ":material/home:"),
    "data": ("Bring data", ":material/table:"),
    "train": ("Go to Train", ":material/model_training:"),
    "runs": ("Choose a run", ":material/history:"),
}


def draw_empty(title: str, sentence: str, page: str) -> None:
    """Draw the page's title, the sentence, and a button that leads to another page.

    Args:
        title: The page's title.
        sentence: What to do; plain words of the program, nothing of a person's.
        page: Where the button leads, a key of ``BUTTONS``.
    """
    st.title(title, anchor=False)
    st.markdown(sentence)
    label, icon = BUTTONS[page]
    if st.button(label, type="primary", icon=icon, key=f"empty-{page}"):
        go(page)


def go(page: str) -> None:
    """Show another page of the program by its file's name, ``"train"``."""
    st.switch_page(PAGES / f"{page}.py")
