"""Evaluate: what the task's views say of a run that has a result."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Costs, Problem, Sentence
from bigmodel.tasks.task import Dataset, View
from bigmodel.tasks.views.decide import keep
from bigmodel.templates import template
from bigmodel.templates.template import Template
from bigmodel.ui import state
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.blocks import On, draw
from bigmodel.ui.controls import draw_controls, pick
from bigmodel.ui.measured import opened

PAGE = "evaluate"
LIST = "show"
"""The name of the choice by which a view lists the cases of one kind."""


def draw_evaluation(template: Template, run: RunFolder) -> None:
    """Draw every view of the page, one below the other; each with controls redraws alone."""
    try:
        run.report()
    except Problem as problem:  # damaged: said once instead of by every view
        show_problem(problem)
        return
    for number, view in enumerate(template.task.views):
        if view.page == PAGE:
            draw_view = _draw_with_controls if view.controls(run) else _draw_still
            draw_view(template.slug, run, number)


def _draw_still(slug: str, run: RunFolder, number: int) -> None:
    def keep_it(threshold: float, costs: Costs) -> None:
        try:
            keep(run, threshold, costs)
        except Problem as problem:  # a callback: what it raises would not reach the page
            state.say_next(str(problem))
        else:
            st.toast("Kept, with its test result in the table below the charts.", icon=":material/check:")

    try:
        show = partial(list_cases, slug, run) if _has_list(slug, run) else None
        draw(blocks_of(slug, run, number, {}), _key(run, number), On(keep=keep_it, show=show))
    except Problem as problem:
        show_problem(problem)


@st.fragment
def _draw_with_controls(slug: str, run: RunFolder, number: int) -> None:
    view, key = template(slug).task.views[number], _key(run, number)
    heading = st.container()
    try:
        controls = view.controls(run)
        with st.container(key=f"controls-{LIST}" if any(control.name == LIST for control in controls) else None):
            values = draw_controls(controls, key)
        blocks = blocks_of(slug, run, number, values)
    except Problem as problem:  # caught here: a fragment lets nothing through to the page
        show_problem(problem)
        return
    titled = bool(blocks) and isinstance(blocks[0], Sentence) and blocks[0].level == 2
    with heading:
        draw(blocks[:1] if titled else ())
    # The key names what was chosen, so that a search typed for one choice does not linger in another.
    chosen = hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:12]
    draw(blocks[1:] if titled else blocks, f"{key}-{chosen}", On(choose=partial(pick, controls, key)))


def _key(run: RunFolder, number: int) -> str:
    return f"{run.id}-{number}"


def _has_list(slug: str, run: RunFolder) -> bool:
    views = (view for view in template(slug).task.views if view.page == PAGE)
    return any(control.name == LIST for view in views for control in view.controls(run))


def list_cases(slug: str, run: RunFolder, kind: str) -> bool:
    """Let the view that lists cases show those of a kind (``"Missed"``); false where no view of the run does."""
    found = False
    for number, view in enumerate(template(slug).task.views):
        if view.page == PAGE:
            found |= pick(view.controls(run), _key(run, number), LIST, kind)
    return found


def blocks_of(slug: str, run: RunFolder, number: int, values: Mapping[str, Any]) -> Sequence[Block]:
    """What a view shows, computed once for each result, choice of controls and kept decision."""
    changed = tuple(
        path.stat().st_mtime_ns if path.exists() else 0 for path in (run.report_path, run.path / "decisions.json")
    )
    computed = _computed_of_file if any(isinstance(value, Path) for value in values.values()) else _computed
    return computed(slug, run.path, number, (fixed(values), changed), _dataset(run), dict(values))


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


def _dataset(run: RunFolder) -> tuple[str, str] | None:
    """Folder and fingerprint of the run's dataset, None where it was deleted."""
    spec = run.spec()
    try:
        return str(state.workspace().datasets.folder(spec.dataset)), spec.fingerprint
    except Problem:
        return None


def _compute(
    slug: str, run: Path, number: int, dataset: tuple[str, str] | None, values: Mapping[str, Any]
) -> Sequence[Block]:
    known = template(slug)
    view: View = known.task.views[number]
    data: Dataset | None = opened(dataset[0], slug, dataset[1]) if dataset else None
    return tuple(view.blocks(RunFolder(run), data, known.words, values))


@st.cache_resource(max_entries=64, ttl="6h", show_spinner=False)
def _computed(
    slug: str,
    run: Path,
    number: int,
    mark: tuple[Any, ...],  # noqa: ARG001
    dataset: tuple[str, str] | None,
    _values: Mapping[str, Any],
) -> Sequence[Block]:
    return _compute(slug, run, number, dataset, _values)


@st.cache_resource(max_entries=4, ttl="30m", show_spinner="Looking at the file", show_time=True)
def _computed_of_file(
    slug: str,
    run: Path,
    number: int,
    mark: tuple[Any, ...],  # noqa: ARG001
    dataset: tuple[str, str] | None,
    _values: Mapping[str, Any],
) -> Sequence[Block]:
    """The same for files that were brought, of which only the last few are kept."""
    return _compute(slug, run, number, dataset, _values)
