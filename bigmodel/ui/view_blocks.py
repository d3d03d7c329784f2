"""What the views of a task show, computed once for each result and choice of controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import streamlit as st

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Problem
from bigmodel.tasks.task import Dataset, Section, Task, View
from bigmodel.templates import template
from bigmodel.ui import state
from bigmodel.ui.measured import opened

NOTHING: Mapping[str, Any] = {}
LONG: tuple[Section, ...] = ("A population", "Next month's file")
"""The parts of the What if page that ask many cases."""
BLOCKS = "blocks"


def views_of(task: Task) -> Sequence[View]:
    """All views of a task; their places are the numbers by which they are named here."""
    return (*task.views, *task.what_ifs)


def takes_long(view: View) -> bool:
    """Whether a view asks so many cases that its answer needs progress and Stop, or says so itself."""
    return getattr(view, "section", None) in LONG or getattr(view, "long", False)


def blocks_of(
    slug: str, run: RunFolder, number: int, values: Mapping[str, Any], told: Mapping[str, Any] = NOTHING
) -> Sequence[Block]:
    """What a view shows, computed once for each result, choice of controls and kept decision.

    A view that takes long finds among its values also what is ``told``: ``progress``, to which it says the share that
    is done, and ``meanwhile``, to which it may give blocks that stand there until the answer does.
    """
    changed = tuple(
        path.stat().st_mtime_ns if path.exists() else 0 for path in (run.report_path, run.path / "decisions.json")
    )
    kept = _kept(slug, run.path, number, (fixed(values), changed), dataset_of(run))
    if BLOCKS not in kept:
        of_file = not told and any(isinstance(value, Path) for value in values.values())
        with st.spinner("Looking at the file", show_time=True) if of_file else nullcontext():
            kept[BLOCKS] = _compute(slug, run, number, {**values, **told})
    return kept[BLOCKS]


def fixed(values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """The values of controls as a key; a file counts with its size and time of change.

    Raises:
        Problem: A file is gone.
    """
    return tuple((name, _stamped(value) if isinstance(value, Path) else value) for name, value in values.items())


def _stamped(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise Problem("The file is gone", where=path.name, remedy="Bring it again.") from error
    return str(path), found.st_size, found.st_mtime_ns


def dataset_of(run: RunFolder) -> tuple[str, str] | None:
    """Folder and fingerprint of the run's dataset, None where it was deleted."""
    spec = run.spec()
    try:
        return str(state.workspace().datasets.folder(spec.dataset)), spec.fingerprint
    except Problem:
        return None


def _compute(slug: str, run: RunFolder, number: int, values: Mapping[str, Any]) -> Sequence[Block]:
    view, dataset = views_of(template(slug).task)[number], dataset_of(run)
    data: Dataset | None = opened(dataset[0], slug, dataset[1]) if dataset else None
    # In the run's own words, as the controls are: a template may have changed its own since.
    return tuple(view.blocks(run, data, run.spec().words, values))


@st.cache_resource(max_entries=64, ttl=21600, show_spinner=False)
def _kept(
    slug: str,  # noqa: ARG001
    run: Path,  # noqa: ARG001
    number: int,  # noqa: ARG001
    mark: tuple[Any, ...],  # noqa: ARG001
    dataset: tuple[str, str] | None,  # noqa: ARG001
) -> dict[str, Sequence[Block]]:
    """Where an answer is kept once it is there: a cached function can't show progress itself."""
    return {}
