"""The Data page before there is data: what to decide, then a file, the sample or a dataset used before."""

from __future__ import annotations

import streamlit as st

from bigmodel.spec import Problem
from bigmodel.templates import templates
from bigmodel.templates.template import Sample, Template
from bigmodel.ui import state, text
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.dataset_list import draw_datasets
from bigmodel.ui.reading import draw_reading
from bigmodel.ui.sample import take_sample
from bigmodel.ui.upload import draw_sources


def draw_templates() -> None:
    """Draw the use cases, one of which is to be chosen before data can be read."""
    st.title("What do you want to decide?", anchor=False)
    with st.grid(3, min_column_width=240) as grid:
        for slug, each in templates().items():
            with grid.cell(), st.container(border=True, height="stretch"):
                st.header(f"{each.icon} {text.escape(each.title)}", anchor=False)
                st.markdown(text.escape(each.summary))
                st.caption(text.escape(each.takes))
                st.space("stretch")
                st.button("Choose", key=f"choose-{slug}", on_click=state.choose_template, args=(slug,))


def draw_data_source(template: Template) -> None:
    """Draw the ways to bring data; choosing one shows the page anew with that dataset."""
    st.title("Bring your data", anchor=False)
    st.caption("It is read on this computer and stays here.")
    left, right = st.columns([2, 1], gap="medium")
    with left, st.container(border=True, height="stretch"):
        st.header(":material/upload_file: Your own file", anchor=False)
        st.markdown(text.escape(template.task.inputs[0].help))
        sources = draw_sources(template)
    with right, st.container(border=True, height="stretch"):
        _draw_sample(template)
    if sources and draw_reading(template, sources):
        st.rerun()
    if not sources:
        draw_datasets([record for record in state.workspace().datasets.list() if record.template == template.slug])


def _draw_sample(template: Template) -> None:
    first, *others = template.samples
    st.header(f"{template.icon} No file at hand?", anchor=False)
    _offer(template, first, "Try the sample", "take-sample")
    for number, sample in enumerate(others, 1):
        _offer(template, sample, "Try this one", f"take-sample-{number}")


def _offer(template: Template, sample: Sample, label: str, key: str) -> None:
    mark = " :gray-badge[simulated]" if sample.simulated else ""
    st.markdown(f"{text.escape(f'{sample.title}.')}{mark}")
    if st.button(label, key=key, help=text.escape(sample.name)):
        try:
            take_sample(template, sample)
        except Problem as problem:
            show_problem(problem)
        else:
            st.rerun()
