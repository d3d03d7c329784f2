"""Evaluate: what the task's views say of a run that has a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from bigmodel.ui.blocks import draw
from bigmodel.ui.controls import draw_controls
from bigmodel.ui.measured import opened

PAGE = "evaluate"


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
        draw(blocks_of(slug, run, number, {}), f"{run.id}-{number}", keep_it)
    except Problem as problem:
        show_problem(problem)


@st.fragment
def _draw_with_controls(slug: str, run: RunFolder, number: int) -> None:
    view = template(slug).task.views[number]
    heading = st.container()
    try:
        values = draw_controls(view.controls(run), f"{run.id}-{number}")
        blocks = blocks_of(slug, run, number, values)
    except Problem as problem:  # caught here: a fragment lets nothing through to the page
        show_problem(problem)
        return
    titled = bool(blocks) and isinstance(blocks[0], Sentence) and blocks[0].level == 2
    with heading:
        draw(blocks[:1] if titled else ())
    # The key names what was chosen, so that a search typed for one choice does not linger in another.
    draw(blocks[1:] if titled else blocks, f"{run.id}-{number}-{'-'.join(map(str, values.values()))}")


def blocks_of(slug: str, run: RunFolder, number: int, values: Mapping[str, Any]) -> Sequence[Block]:
    """What a view shows, computed once for each result, choice of controls and kept decision."""
    changed = tuple(
        path.stat().st_mtime_ns if path.exists() else 0 for path in (run.report_path, run.path / "decisions.json")
    )
    dataset = _dataset(run)
    return _computed(slug, run.path, number, values=tuple(values.items()), changed=changed, dataset=dataset)


def _dataset(run: RunFolder) -> tuple[str, str] | None:
    """Folder and fingerprint of the run's dataset, None where it was deleted."""
    spec = run.spec()
    try:
        return str(state.workspace().datasets.folder(spec.dataset)), spec.fingerprint
    except Problem:
        return None


@st.cache_resource(max_entries=64, ttl="6h", show_spinner=False)
def _computed(
    slug: str,
    run: Path,
    number: int,
    *,
    values: tuple[tuple[str, Any], ...],
    changed: tuple[int, ...],  # noqa: ARG001
    dataset: tuple[str, str] | None,
) -> Sequence[Block]:
    known = template(slug)
    view: View = known.task.views[number]
    data: Dataset | None = opened(dataset[0], slug, dataset[1]) if dataset else None
    return tuple(view.blocks(RunFolder(run), data, known.words, dict(values)))
