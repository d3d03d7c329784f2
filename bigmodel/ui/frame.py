"""The Streamlit script: navigation and what every page shares. ``app.py`` serves it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bigmodel.ui import state
from bigmodel.ui.demo_step import follow_step
from bigmodel.ui.presentation import draw_presentation
from bigmodel.ui.text import escape
from bigmodel.ui.warming import page_drawn

ROOT = Path(__file__).resolve().parents[2]
STATIC = Path(__file__).parent / "static"
PAGES = (
    ("start", "Start", ":material/home:"),
    ("data", "Data", ":material/table:"),
    ("train", "Train", ":material/model_training:"),
    ("evaluate", "Evaluate", ":material/query_stats:"),
    ("what_if", "What if", ":material/tune:"),
    ("runs", "Runs", ":material/history:"),
    ("deploy", "Deploy", ":material/rocket_launch:"),
)


def main() -> None:
    """Draw navigation and the chosen page."""
    st.set_page_config(page_title="BigModel Studio", page_icon=str(STATIC / "icon.png"), layout="wide")
    st.logo(str(STATIC / "logo.svg"), size="medium")
    st.html(STATIC / "frame.css")
    if st.context.theme.type == "dark":
        st.html(STATIC / "dark.css")
    pages = {
        name: st.Page(ROOT / "pages" / f"{name}.py", title=title, icon=icon, url_path=name, default=name == "start")
        for name, title, icon in PAGES
        if (ROOT / "pages" / f"{name}.py").exists()
    }
    page = st.navigation(list(pages.values()), position="top")
    here = next(name for name, each in pages.items() if each is page)
    page_drawn(here)
    # After the navigation: the browser would else write the address of this page into that of the last one.
    state.synchronise()
    # Drawn before another page is shown: a component that is left out of a run forgets what was pressed meanwhile.
    draw_presentation(here)
    follow_step(pages, here)
    said = state.notice()
    if said:
        st.warning(escape(said), icon=":material/info:")
    page.run()


main()
