"""Where data comes from: dropped files or paths on this machine."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bigmodel.spec import Problem
from bigmodel.tasks.task import Input
from bigmodel.templates.template import Template
from bigmodel.ui import incoming, state
from bigmodel.ui.attempt import show_problem


def room() -> Path:
    """The folder in which uploads wait until they are read or thrown away."""
    return state.workspace().root / "incoming"


def draw_sources(template: Template) -> dict[str, list[Path]]:
    """Draw the ways to bring files and give what was brought, by the name of the input.

    Further inputs are offered once the first is there.
    """
    main, *others = template.task.inputs
    sources = {main.name: draw_input(template, main)}
    if sources[main.name]:
        for each in others:
            with st.expander(f"{each.title} (optional)"):
                sources[each.name] = draw_input(template, each)
    return {name: paths for name, paths in sources.items() if paths}


def draw_input(template: Template, source: Input, purpose: str = "read") -> list[Path]:
    """Draw the ways to bring one input and give the paths of its files, none while nothing was brought."""
    key = f"{template.slug}-{source.name}-{purpose}"
    dropped = st.file_uploader(
        f"{source.title}: drop {'files' if source.many else 'a file'} here",
        type=list(source.endings),
        accept_multiple_files=source.many,
        key=f"upload-{key}",
    )
    if dropped:
        try:
            return [incoming.set_down(each, room()) for each in (dropped if isinstance(dropped, list) else [dropped])]
        except Problem as problem:
            show_problem(problem)
            return []
    with st.expander(f"Open a large file{' or a folder' if source.folders else ''} by its path"):
        written = _draw_path(source, key)
    try:
        lines = [line for line in written.splitlines() if line.strip()]
        return [incoming.local_path(line, source.endings, folders=source.folders) for line in lines]
    except Problem as problem:
        show_problem(problem)
        return []


def _draw_path(source: Input, key: str) -> str:
    said = f"The file{' or folder' if source.folders else ''} is read where it lies and not uploaded."
    if source.many:
        return st.text_area("Paths on this machine, one a line", key=f"path-{key}", help=said, height=100)
    return st.text_input(
        "Path on this machine", key=f"path-{key}", help=said, placeholder="/home/me/transactions.parquet"
    )
