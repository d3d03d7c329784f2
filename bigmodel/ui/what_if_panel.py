"""What if: the parts of the page, what can be asked in each, and what was kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

import streamlit as st

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Case, Control, Metric, Outcomes, Problem
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.task import Section, Task
from bigmodel.templates.template import Template
from bigmodel.ui import inputs, state
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.case_picker import draw_picker, editor_of
from bigmodel.ui.chosen_case import KEPT, as_kept, chosen_case, restore
from bigmodel.ui.controls import fits, key_of, value_in
from bigmodel.ui.scenario_tray import draw_tray
from bigmodel.ui.text import escape
from bigmodel.ui.view_blocks import blocks_of, dataset_of, views_of
from bigmodel.ui.view_panel import controls_of, draw_view, key_of_view

NAME = 80
NOTHING_TO_KEEP = "There is nothing to keep yet: ask something first."


def draw_what_if(template: Template, run: RunFolder) -> None:
    """Draw the chosen part of the page and the scenarios that were kept."""
    numbers, key = sections_of(template.task), f"section-{run.id}"
    try:
        run.report()
        _show_asked(template, run, key)
    except Problem as problem:
        show_problem(problem)
    if not numbers:
        st.markdown("Nothing can be asked of a run of this kind yet.")
        return
    inputs.begin(key, next(iter(numbers)), list(numbers))
    section = cast(
        Section, st.segmented_control("Part", list(numbers), key=key, required=True, label_visibility="collapsed")
    )
    try:
        given = _settled(template, run, section)
    except Problem as problem:
        show_problem(problem)
        draw_tray(run)
        return
    for number in numbers[section]:
        draw_view(template.slug, run, number, given)
    _draw_keep(template, run, section)
    draw_tray(run)


def _settled(template: Template, run: RunFolder, section: Section) -> dict[str, Any]:
    """What the page itself settles for the views of a part: the case that is open where one can be edited.

    Raises:
        Problem: Scores, bundle or data are gone.
    """
    editor, folder = editor_of(template, section), dataset_of(run)
    if editor is None or folder is None:
        return {}
    case = draw_picker(template, run, editor, folder)
    return case.values if case else {}


def sections_of(task: Task) -> dict[Section, list[int]]:
    """The parts of the page that a task fills, each with the places of its views."""
    found: dict[Section, list[int]] = {}
    for number, what_if in enumerate(task.what_ifs, start=len(task.views)):
        found.setdefault(what_if.section, []).append(number)
    return found


def _draw_keep(template: Template, run: RunFolder, section: Section) -> None:
    key = f"scenario-name-{run.id}-{section}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Name of the scenario", key=key, max_chars=100, placeholder="Optional", width=300)
        st.button(
            "Keep as scenario",
            type="primary",
            icon=":material/bookmark_add:",
            key=f"keep-{run.id}",
            on_click=partial(_keep, template, run, section, key),
        )


def _keep(template: Template, run: RunFolder, section: Section, key: str) -> None:
    """Keep what stands in the inputs of a part, with its numbers."""
    try:
        values, outcomes = asked_of(template, run, section)
        if not outcomes:
            state.say_next(NOTHING_TO_KEEP)
            return
        number = len(run.scenarios.read()) + 1
        report = run.report()
        name = str(inputs.value_of(key) or "").strip() or _named(template, run, section, values)
        name = name or f"{section} {number}"
        kept = run.scenarios.keep(name, section, values, outcomes, report.epochs if report else None)
    except Problem as problem:
        state.say_next(str(problem))
        return
    inputs.choose(key, "")
    state.open_scenario(kept.id)
    st.toast("Kept: it stands in the list below, and its address opens it again.", icon=":material/check:")


def _named(template: Template, run: RunFolder, section: Section, values: Mapping[str, Any]) -> str:
    """A name from what was chosen and the files that were brought, empty where there is none of either."""
    found: list[str] = []
    for number in sections_of(template.task)[section]:
        view = views_of(template.task)[number]
        for control in view.controls(run):
            value = values[view.title][control.name]
            if control.kind == "choices":
                found += map(str, value)
            elif control.kind == "file" and value:
                found.append(value)
    return shorten(", ".join(found), NAME)


def asked_of(template: Template, run: RunFolder, section: Section) -> tuple[dict[str, Any], list[Outcomes]]:
    """What stands in the inputs of a part, by view and input, and the numbers that follow from it.

    Raises:
        Problem: A view has no answer to it.
    """
    views = views_of(template.task)
    case = chosen_case(run) if editor_of(template, section) else None
    given = case.values if case else {}
    values: dict[str, Any] = {KEPT: as_kept(case)} if case else {}
    outcomes: list[Outcomes] = []
    for number in sections_of(template.task)[section]:
        view, key = views[number], key_of_view(run, number)
        asked = {each.name: value_in(each, key) for each in view.controls(run)}
        values[view.title] = {name: value.name if isinstance(value, Path) else value for name, value in asked.items()}
        outcomes += [
            Outcomes(title=block.title, value=block.value, beside=block.beside)
            for each in blocks_of(template.slug, run, number, {**given, **asked})
            for block in (each.metrics if isinstance(each, Case) else (each,))
            if isinstance(block, Metric)
        ]
    return values, outcomes


def _show_asked(template: Template, run: RunFolder, key: str) -> None:
    """Bring back the scenario that the address names, also after another page: its inputs were forgotten there.

    Raises:
        Problem: It was deleted, or the list can't be read.
    """
    asked = state.take_asked_scenario() or (state.scenario_id() if inputs.value_of(key) is None else None)
    if asked is None:
        return
    try:
        scenario = run.scenarios.get(asked)
    except Problem:
        state.open_scenario(None)
        raise
    inputs.choose(key, scenario.section)
    put_back(template, run, scenario.values)
    for name in files_of(template, run, scenario.values):
        st.info(f"This scenario looked at {escape(name)}: bring the file again; its numbers stand in the list below.")


def put_back(template: Template, run: RunFolder, values: Mapping[str, Any]) -> None:
    """Put the values of a scenario into the inputs that they came from; inputs that are no more are passed over.

    Raises:
        Problem: Its case was kept by another version.
    """
    restore(run, values.get(KEPT))
    for number, control, value in _kept_in(template, run, values):
        if fits(control, value):
            as_today = [control.formerly.get(each, each) for each in value] if control.kind == "choices" else value
            inputs.choose(key_of(control, key_of_view(run, number)), as_today)


def files_of(template: Template, run: RunFolder, values: Mapping[str, Any]) -> list[str]:
    """The names of the files that a scenario looked at."""
    return [str(value) for _, control, value in _kept_in(template, run, values) if control.kind == "file" and value]


def _kept_in(template: Template, run: RunFolder, values: Mapping[str, Any]) -> Iterator[tuple[int, Control, Any]]:
    """Each input that a scenario has a value for: the place of its view, the input and the value."""
    for number, view in enumerate(views_of(template.task)):
        kept = values.get(view.title)
        if isinstance(kept, Mapping):
            for control in controls_of(view, run, kept):
                if control.name in kept:
                    yield number, control, kept[control.name]
