"""A step of a demo: opens what it names, and says what of it is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Problem
from bigmodel.spec.demo import Demo, Speed, Step
from bigmodel.templates import template as template_named
from bigmodel.ui import stage, state
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.chosen_case import open_row

SPEEDS: dict[str, Speed] = {str(speed): speed for speed in get_args(Speed)}


def shown_demo() -> tuple[Demo, int] | None:
    """The demo that is shown and the number of its step; None while none is shown or it can't be read any more."""
    place = stage.demo_step()
    if place is None:
        return None
    try:
        demo = state.workspace().demos.get(place[0])
    except Problem as problem:
        stage.end_demo()
        state.say_next(str(problem))
        return None
    if not demo.steps:
        stage.end_demo()
        state.say_next(f"The demo {demo.title} has no steps yet.")
        return None
    return demo, min(max(place[1], 1), len(demo.steps))


def follow_step(pages: Mapping[str, StreamlitPage], here: str) -> None:
    """Open the step that was asked for, with its page; what is gone of it is said once, and the demo goes on.

    Args:
        pages: The pages by name.
        here: The page that is about to be drawn.
    """
    if not stage.take_asked_step():
        return
    shown = shown_demo()
    if shown is None:
        return
    demo, number = shown
    step = demo.steps[number - 1]
    try:
        open_step(step)
    except Problem as problem:
        state.say_next(f"Step {number}: {problem}")
    if step.page != here:
        st.switch_page(pages[step.page])


def open_step(step: Step) -> None:
    """Open the template, run, case and scenario of a step; the scenario last, for it brings a case of its own.

    Raises:
        Problem: One of them is gone; nothing of an earlier step then stands in its place.
    """
    if step.run is not None:
        if step.run != state.run_id():
            state.open_run(None)
            state.open_run(step.run)
    elif step.template is not None:
        _open_template(step.template)
    if step.scenario is None and step.case is None:
        return
    run = state.run()
    if run is None:
        what = "case" if step.scenario is None else "scenario"
        raise Problem(f"The {what} of this step belongs to a run, and none is open")
    if step.case is not None:
        open_row(run, _row_of(run, step.case))
    if step.scenario is not None:
        state.ask_scenario(run.scenarios.get(step.scenario).id)


def _row_of(run: RunFolder, case: int) -> int:
    rows = run.spec().rows
    if case >= rows:
        raise Problem(f"There is no row {case + 1:,} in this dataset of {rows:,} rows")
    return case


def _open_template(slug: str) -> None:
    state.choose_template(slug)
    if state.dataset() is None:
        found = [record for record in state.workspace().datasets.list() if record.template == slug]
        if found:
            state.choose_dataset(max(found, key=lambda record: record.created).id)


def lacking(step: Step) -> str:
    """What a step names that is not in this workspace, in a sentence; empty where everything is there."""
    try:
        if step.template is not None:
            template_named(step.template)
        run = state.workspace().run(step.run) if step.run is not None else None
        if run is not None:
            run.spec()
        if run is not None and step.case is not None:
            _row_of(run, step.case)
        if run is not None and step.scenario is not None:
            run.scenarios.get(step.scenario)
    except Problem as problem:
        return str(problem)
    return ""


def replay_speed() -> Speed | None:
    """The speed at which Train is to replay the open run: what the step says, else what the address asks for."""
    shown = shown_demo()
    if shown is not None:
        step = shown[0].steps[shown[1] - 1]
        if step.page == "train" and step.replay is not None and step.run in (None, state.run_id()):
            return step.replay
    asked = stage.asked_replay()
    if asked is not None and asked not in SPEEDS:
        show_problem(Problem("This speed of a replay is not known", remedy=f"Choose one of {', '.join(SPEEDS)}."))
        return None
    return SPEEDS[asked] if asked is not None else None
