"""The demos of the workspace, on Runs: present, edit, download, bring."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

import pandas as pd
import streamlit as st

from bigmodel.runs.demos import SUFFIX, as_bytes, read_demo
from bigmodel.spec import Problem
from bigmodel.spec.demo import Demo, Step
from bigmodel.ui import stage, state
from bigmodel.ui.attempt import attempt, show_problem
from bigmodel.ui.demo_add import SPEED_WORDS, in_words
from bigmodel.ui.demo_step import lacking
from bigmodel.ui.text import escape, shorten


def draw_demos() -> None:
    """Draw one row a demo, how to begin where there is none, and the way to bring a file."""
    st.header("Demos", anchor=False)
    ids = state.workspace().demos.ids()
    if not ids:
        st.caption(
            "A demo shows views in order, one key press each. **Add to a demo** stands at the top of every page."
        )
    for id in ids:
        with st.container(border=True):
            try:
                _draw_row(id, state.workspace().demos.get(id))
            except Problem as problem:
                _draw_damaged(id, problem)
    with st.container(key="demo-bring"), st.expander("Bring a demo file"):
        _draw_bring()


def _draw_row(id: str, demo: Demo) -> None:
    gone = [f"Step {number}: {said}" for number, step in enumerate(demo.steps, 1) if (said := lacking(step))]
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap="xxsmall"):
            st.markdown(f"**{escape(shorten(demo.title, 60))}**")
            st.caption("1 step" if len(demo.steps) == 1 else f"{len(demo.steps)} steps")
        st.button(
            "Present",
            icon=":material/slideshow:",
            disabled=not demo.steps,
            key=f"demo-present-{id}",
            on_click=partial(stage.show_step, id, 1),
        )
        if st.button("Edit", icon=":material/edit:", key=f"demo-edit-{id}"):
            _edit(id)
        st.download_button(
            "Download",
            as_bytes(demo),
            file_name=f"{id}{SUFFIX}",
            mime="application/json",
            icon=":material/download:",
            key=f"demo-download-{id}",
            on_click="ignore",
        )
    if gone:
        more = f" {len(gone) - 1} more steps lack something." if len(gone) > 1 else ""
        st.caption(escape(gone[0] + more))


def _draw_damaged(id: str, problem: Problem) -> None:
    show_problem(problem)
    if st.button("Delete", icon=":material/delete:", key=f"demo-delete-{id}"):
        attempt(lambda: state.workspace().demos.delete(id))


def _draw_bring() -> None:
    with st.form("demo-bring-form", border=False, clear_on_submit=True):
        brought = st.file_uploader("A file that was downloaded here or written by hand", type=["json"])
        if st.form_submit_button("Keep it") and brought is not None:
            attempt(lambda: state.workspace().demos.keep(read_demo(brought.getvalue(), brought.name)))


@st.dialog("Edit demo", icon=":material/edit:", width="large")
def _edit(id: str) -> None:
    draw_editing(id)


def draw_editing(id: str) -> None:
    """Draw title and steps of a demo to change them, and the way to delete it."""
    demos = state.workspace().demos
    try:
        demo = demos.get(id)
    except Problem as problem:  # deleted in another tab
        show_problem(problem)
        return
    title = st.text_input("Title", demo.title, max_chars=100, key=f"demo-title-{id}")
    edited = st.data_editor(
        steps_frame(demo.steps),
        key=f"demo-steps-{id}",
        num_rows="delete",
        hide_index=True,
        disabled=["Opens"],
        column_config=_config(),
        alt="Steps of the demo; a changed number moves a step, what is said and the replay are typed here",
    )
    with st.container(horizontal=True):
        if st.button("Save", type="primary", key=f"demo-save-{id}"):
            attempt(lambda: demos.set_steps(id, edited_steps(demo.steps, edited)), lambda: demos.rename(id, title))
        if st.button("Delete the demo", icon=":material/delete:", key=f"demo-delete-{id}"):
            attempt(lambda: demos.delete(id))


def steps_frame(steps: tuple[Step, ...]) -> pd.DataFrame:
    """One row a step, in words."""
    return pd.DataFrame(
        {
            "Step": pd.Series([float(number) for number in range(1, len(steps) + 1)], dtype="float64"),
            "Opens": pd.Series([in_words(step) for step in steps], dtype="str"),
            "Replay": pd.Series([SPEED_WORDS[step.replay] for step in steps], dtype="str"),
            "What to say": pd.Series([step.say for step in steps], dtype="str"),
        }
    )


def edited_steps(steps: tuple[Step, ...], edited: pd.DataFrame) -> tuple[Step, ...]:
    """The steps as they were edited: rows that are left, ordered by their numbers."""
    speeds = {words: speed for speed, words in SPEED_WORDS.items()}
    rows = cast(
        list[dict[str, Any]], edited.assign(place=edited.index).sort_values("Step", kind="stable").to_dict("records")
    )
    return tuple(
        steps[int(row["place"])].model_copy(
            update={"say": _text(row["What to say"]), "replay": speeds.get(row["Replay"])}
        )
        for row in rows
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _config() -> dict[str, Any]:
    config = st.column_config
    return {
        "Step": config.NumberColumn(format="%g", width=60, help="2.5 puts a step between the second and the third"),
        "Opens": config.TextColumn(width=260),
        "Replay": config.SelectboxColumn(options=list(SPEED_WORDS.values()), required=True, width=130),
        "What to say": config.TextColumn(width=300, max_chars=500),
    }
