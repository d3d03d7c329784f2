"""The cards of Start: what one can decide, each with a sample one click away."""

from __future__ import annotations

import streamlit as st

from bigmodel.spec import Problem
from bigmodel.templates import templates
from bigmodel.templates.template import Sample, Template
from bigmodel.ui import state
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.empty import go
from bigmodel.ui.text import escape

WIDEST = 4
"""The most cards in a row."""
NARROWEST = 240
"""Pixels below which a card goes into the next row."""


def draw_cards() -> None:
    """Draw one card a template."""
    found = list(templates().values())
    grid = st.grid(beside(len(found)), min_column_width=NARROWEST)
    for template in found:
        with grid.container(border=True, height="stretch"):
            _draw_card(template)


def beside(cards: int) -> int:
    """How many cards stand beside each other so that the last row is as full as can be: two to four."""
    rows = -(-cards // WIDEST)
    return max(2, -(-cards // max(1, rows)))


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
        if template.more_samples:
            _offer_more(template)


def _offer_more(template: Template) -> None:
    titles = {sample.name: sample.title for sample in template.more_samples}
    name = st.menu_button(
        "More samples",
        list(titles),
        format_func=lambda each: escape(titles[each]),
        key=f"samples-{template.slug}",
        type="tertiary",
    )
    if name is not None:
        _try_sample(template, next(sample for sample in template.more_samples if sample.name == name))


def _try_sample(template: Template, sample: Sample | None = None) -> None:
    # Imported on the click: reading files needs libraries that the first paint does not wait for.
    from bigmodel.ui.sample import take_sample

    try:
        take_sample(template, sample)
    except Problem as problem:
        show_problem(problem)
    else:
        go("data")
