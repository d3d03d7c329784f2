"""The cards of Start: what one can decide, each with a sample one click away."""

from __future__ import annotations

import streamlit as st

from bigmodel.spec import Problem
from bigmodel.templates import templates
from bigmodel.templates.template import Template
from bigmodel.ui import state
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.empty import go
from bigmodel.ui.text import escape


def draw_cards() -> None:
    """Draw one card a template."""
    found = list(templates().values())
    grid = st.grid(min(4, max(2, len(found))), min_column_width=260, row_height="content")
    for template in found:
        with grid.container(border=True, height="stretch"):
            _draw_card(template)


def _draw_card(template: Template) -> None:
    st.header(f"{template.icon} {escape(template.title)}", anchor=False)
    st.markdown(escape(template.summary))
    st.caption(escape(template.takes))
    st.space("stretch")
    with st.container(horizontal=True):
        if st.button("Try the sample", type="primary", key=f"sample-{template.slug}"):
            _try_sample(template)
        if st.button("Use my data", key=f"own-{template.slug}"):
            state.choose_template(template.slug)
            state.choose_dataset(None)
            go("data")


def _try_sample(template: Template) -> None:
    # Imported on the click: reading files needs libraries that the first paint does not wait for.
    from bigmodel.ui.sample import take_sample

    try:
        take_sample(template)
    except Problem as problem:
        show_problem(problem)
    else:
        go("data")
