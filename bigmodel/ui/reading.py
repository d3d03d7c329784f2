"""A file that was brought: how it would be read, its first rows, and "Use this file"."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bigmodel.runs.datasets import DatasetRecord
from bigmodel.spec import Problem, Record
from bigmodel.tasks.task import Sources
from bigmodel.templates.template import Template
from bigmodel.ui import blocks, incoming, state, text
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.options_form import draw_options
from bigmodel.ui.upload import room


def draw_reading(template: Template, sources: Sources) -> bool:
    """Draw options, preview and the button; true once the file was read and its dataset chosen."""
    task = template.task
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header("Is this read right?", anchor=False, width="content")
        st.space("stretch")
        action = st.container(width="content")
    try:
        detected = task.sniff(sources)
        options, evidence = detected, st.container()
        if detected is not None:
            form, evidence = st.columns([1, 2], gap="medium")
            with form:
                options = draw_options(detected, key=f"read-{_mark(sources)}")
        with evidence:
            blocks.draw(task.preview(sources, options), key="preview")
    except Problem as problem:
        show_problem(problem)
        return False
    with action:
        wanted = st.button("Use this file", type="primary", icon=":material/check:", key="use-file")
    return wanted and _use(template, sources, options)


def read(template: Template, sources: Sources, options: Record | None, **labels: bool) -> DatasetRecord:
    """Read the sources into a new dataset of the workspace; nothing stays behind where that fails.

    Raises:
        Problem: The sources can't be read.
    """
    task = template.task

    def fill(folder: Path) -> tuple[int, int, str]:
        data = task.read(sources, options, folder)
        return len(data), data.columns, data.fingerprint

    return state.workspace().datasets.add(name_of(template, sources), task.kind, template.slug, fill, **labels)


def _use(template: Template, sources: Sources, options: Record | None) -> bool:
    try:
        with st.spinner(f"Reading {text.escape(text.shorten(name_of(template, sources), 40))}", show_time=True):
            record = read(template, sources, options)
    except Problem as problem:
        show_problem(problem)
        return False
    for path in (path for paths in sources.values() for path in paths):
        incoming.drop(path, room())
    state.choose_dataset(record.id)
    return True


def name_of(template: Template, sources: Sources) -> str:
    """What a dataset is called at first: its file, and how many more there are."""
    first, *more = sources[template.task.inputs[0].name]
    return f"{first.name} and {len(more)} more" if more else first.name


def _mark(sources: Sources) -> str:
    """What tells these files from others, for the keys of their inputs."""
    return "-".join(str(path) for paths in sources.values() for path in paths)
