"""Adds what is shown now to a demo, as its next step."""

from __future__ import annotations

from typing import cast, get_args

import streamlit as st

from bigmodel.spec import Problem
from bigmodel.spec.demo import Demo, PageName, Speed, Step
from bigmodel.ui import state
from bigmodel.ui.attempt import attempt
from bigmodel.ui.chosen_case import chosen_case
from bigmodel.ui.text import escape, shorten

NEW = ""
SPEED_WORDS: dict[Speed | None, str] = {
    None: "No",
    1: "As fast as it was",
    4: "4 times as fast",
    16: "16 times as fast",
    "30s": "In 30 seconds",
}


@st.dialog("Add this view to a demo", icon=":material/playlist_add:")
def add_view(page: str) -> None:
    """Ask in a dialog what to say to the open page, and in which demo it becomes a step."""
    draw_adding(page)


def draw_adding(page: str) -> None:
    """Draw the questions and the button."""
    titles = _titles()
    st.caption(escape(f"{in_words(view_of(page))} becomes the next step."))
    demo = st.selectbox(
        "Demo",
        [*titles, NEW],
        format_func=lambda id: shorten(titles.get(id, "A new demo"), 60),
        key="demo-add-which",
    )
    title = st.text_input("Title of the new demo", max_chars=100, key="demo-add-title") if demo == NEW else ""
    say = st.text_area("What to say", max_chars=500, key="demo-add-say", help="It stands below the page.")
    replay: Speed | None = None
    if page == "train" and state.run_id() is not None:
        replay = st.selectbox(
            "Replay the run",
            [None, *get_args(Speed)],
            format_func=lambda each: SPEED_WORDS[each],
            key="demo-add-replay",
        )
    if st.button("Add", type="primary", key="demo-add-sure"):
        step = view_of(page).model_copy(update={"say": say.strip(), "replay": replay})
        attempt(lambda: _add(str(demo), title, step))


def view_of(page: str) -> Step:
    """What is shown now, as a step: on What if with the scenario and the case that are open."""
    template, run = state.template(), state.run()
    case = chosen_case(run) if run is not None and page == "what_if" else None
    return Step(
        page=cast(PageName, page),
        template=template.slug if template else None,
        run=state.run_id(),
        scenario=state.scenario_id() if page == "what_if" else None,
        case=case.question.row if case else None,
    )


def in_words(step: Step) -> str:
    """A step in a line: ``What if · run calm-otter-12 · row 1,235 · scenario keen-fox-3``."""
    opens = [f"run {step.run}"] if step.run else [f"template {step.template}"] if step.template else []
    opens += [f"row {step.case + 1:,}"] if step.case is not None else []
    opens += [f"scenario {step.scenario}"] if step.scenario else []
    return " · ".join([step.page.capitalize().replace("_", " "), *opens])


def _add(demo: str, title: str, step: Step) -> None:
    if not demo and not title.strip():
        raise Problem("The new demo has no title", remedy="Type one.")
    demos = state.workspace().demos
    id = demo or demos.keep(Demo(title=title.strip()))
    number = demos.add(id, step)
    st.toast(f"Added as step {number}. The demo stands under Runs.", icon=":material/check:")


def _titles() -> dict[str, str]:
    """The demos that can be read, newest change first."""
    demos, found = state.workspace().demos, {}
    for id in demos.ids():
        try:
            found[id] = demos.get(id).title
        except Problem:  # the list under Runs says it
            continue
    return found
