"""A file that was brought: how it would be read, its first rows, and "Use this file"."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from bigmodel.spec import Block, Problem, Record
from bigmodel.tasks.task import Sources
from bigmodel.templates import template as template_named
from bigmodel.templates.reading import name_of, read_dataset
from bigmodel.templates.template import Template
from bigmodel.ui import blocks, incoming, state, text
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.options_form import draw_options
from bigmodel.ui.upload import room

Files = tuple[tuple[str, tuple[Path, ...]], ...]
"""Sources that can be a key: name of an input and its files."""
Stamps = tuple[tuple[int, int], ...]


def draw_reading(template: Template, sources: Sources) -> bool:
    """Draw options, preview and the button; true once the file was read and its dataset chosen."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header("Is this read right?", anchor=False, width="content")
        st.space("stretch")
        action = st.container(width="content")
    try:
        detected = sniffed(template, sources)
        options, evidence = detected, st.container()
        if detected is not None:
            form, evidence = st.columns([1, 2], gap="medium")
            with form:
                options = draw_options(detected, key=f"read-{_mark(sources)}")
        with evidence:
            blocks.draw(previewed(template, sources, options), key="preview")
    except Problem as problem:
        show_problem(problem)
        return False
    with action:
        wanted = st.button("Use this file", type="primary", icon=":material/check:", key="use-file")
    return wanted and _use(template, sources, options)


def sniffed(template: Template, sources: Sources) -> Record | None:
    """How the files would be read, found out once as long as they stay the same."""
    return _sniffed(template.slug, _files(sources), _stamps(sources))


def previewed(template: Template, sources: Sources, options: Record | None) -> Sequence[Block]:
    """The first rows or pictures, read once for these files and options."""
    chosen = None if options is None else options.model_dump_json()
    return _previewed(template.slug, _files(sources), _stamps(sources), chosen, options)


@st.cache_data(max_entries=16, show_spinner=False)
def _sniffed(slug: str, files: Files, stamps: Stamps) -> Record | None:  # noqa: ARG001
    return template_named(slug).task.sniff(dict(files))


@st.cache_data(max_entries=8, show_spinner="Reading the beginning", show_time=True)
def _previewed(
    slug: str,
    files: Files,
    stamps: Stamps,  # noqa: ARG001
    chosen: str | None,  # noqa: ARG001
    _options: Record | None,
) -> list[Block]:
    return list(template_named(slug).task.preview(dict(files), _options))


def _files(sources: Sources) -> Files:
    return tuple((name, tuple(paths)) for name, paths in sources.items())


def _stamps(sources: Sources) -> Stamps:
    """Times of change (ns) and sizes (bytes), which tell a file from a later one of its name.

    Raises:
        Problem: A file is gone.
    """
    try:
        stats = [path.stat() for paths in sources.values() for path in paths]
    except OSError as error:
        raise Problem("A file is gone or can't be read", remedy="Bring it again.") from error
    return tuple((stat.st_mtime_ns, stat.st_size) for stat in stats)


def _use(template: Template, sources: Sources, options: Record | None) -> bool:
    try:
        with st.spinner(f"Reading {text.escape(text.shorten(name_of(template, sources), 40))}", show_time=True):
            record = read_dataset(state.workspace().datasets, template, sources, options=options)
    except Problem as problem:
        show_problem(problem)
        return False
    for path in (path for paths in sources.values() for path in paths):
        incoming.drop(path, room())
    state.choose_dataset(record.id)
    return True


def _mark(sources: Sources) -> str:
    """What tells these files from others, for the keys of their inputs."""
    return "-".join(str(path) for paths in sources.values() for path in paths)
