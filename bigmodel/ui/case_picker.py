"""Which case is edited: one of the test cases, found by what the model made of it or by any text, one of a file, or one
that is typed from scratch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Problem
from bigmodel.tasks.case import EditsCase, Listed
from bigmodel.tasks.task import Dataset, Section
from bigmodel.templates.template import Template
from bigmodel.ui import incoming, inputs, state
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.chosen_case import ChosenCase, chosen_case, open_other, open_row
from bigmodel.ui.measured import opened
from bigmodel.ui.text import escape
from bigmodel.ui.upload import room

FILE, TYPED = "From a file", "Type one"
"""Ways to a case that is none of the data, beside the lists of test cases."""


def editor_of(template: Template, section: Section) -> EditsCase | None:
    """What lets one case be edited in a part of the page, None where nothing does."""
    several = (each for each in template.task.what_ifs if each.section == section)
    return next((each for each in several if isinstance(each, EditsCase)), None)


def draw_picker(template: Template, run: RunFolder, editor: EditsCase, folder: tuple[str, str]) -> ChosenCase | None:
    """Draw the ways to a case and give the one that is open, None where there is none yet.

    Args:
        template: The use case.
        run: The run.
        editor: What lists and reads cases.
        folder: Folder and fingerprint of the run's dataset.

    Raises:
        Problem: Scores, bundle or data are gone.
    """
    template = template.in_words(run.spec().words)
    picker = _Picker(template, run, editor, opened(folder[0], template.slug, folder[1]))
    _open_first(picker)
    kinds = [*editor.kinds(run, template.words), FILE, TYPED]
    inputs.begin(picker.key("kind"), _kind_of(picker, kinds), kinds)
    titles = {**editor.kinds(run, template.words), FILE: FILE, TYPED: TYPED}
    kind = st.segmented_control(
        "Cases",
        kinds,
        format_func=lambda each: escape(titles[each]),
        key=picker.key("kind"),
        required=True,
        on_change=partial(_kind_chosen, picker),
    )
    if kind == FILE:
        _draw_file(picker)
    elif kind != TYPED:
        _draw_list(picker)
    now = chosen_case(run)
    for remark in now.remarks if now else ():
        st.caption(escape(remark))
    state.write_row(now.question.row if now else None)
    return now


class _Picker:
    """What every part of the picker needs."""

    def __init__(self, template: Template, run: RunFolder, editor: EditsCase, data: Dataset) -> None:
        self.template, self.run, self.editor, self.data = template, run, editor, data

    def key(self, name: str) -> str:
        """The key of an input."""
        return f"pick-{name}-{self.run.id}"

    def listed(self, kind: str | None = None) -> Sequence[Listed]:
        """The cases of a kind, else of the chosen one, that contain the text."""
        text = str(inputs.value_of(self.key("text")) or "")
        wanted = kind or str(inputs.value_of(self.key("kind")))
        scores = self.run.scores / "test.parquet"
        mark = str(scores.stat().st_mtime_ns) if scores.is_file() else ""
        return _listed(str(self.run.path), mark, wanted, text, self)


@st.cache_data(max_entries=64, ttl=3600, show_spinner=False)
def _listed(run: str, mark: str, kind: str, text: str, _picker: _Picker) -> Sequence[Listed]:  # noqa: ARG001
    return list(_picker.editor.listed(_picker.run, _picker.data, _picker.template.words, kind, text))


def _open_first(picker: _Picker) -> None:
    """Open the case that the address names, else the first of the first list that has one."""
    if chosen_case(picker.run) is not None:
        return
    asked = state.asked_row()
    if asked is not None and asked < len(picker.data):
        open_row(picker.run, asked)
        return
    for kind in picker.editor.kinds(picker.run, picker.template.words):
        if found := picker.listed(kind):
            inputs.begin(picker.key("kind"), kind)
            open_row(picker.run, found[0].row)
            break
    else:
        open_other(picker.run)
    if asked is not None:
        where = f"There is no row {asked:,} in this dataset of {len(picker.data):,} rows"
        show_problem(Problem(where, remedy="Another case was opened."))


def _kind_of(picker: _Picker, kinds: Sequence[str]) -> str:
    """The list that the open case stands in, else the first."""
    now = chosen_case(picker.run)
    if now is not None and now.question.row is None:
        return TYPED
    row = now.question.row if now else None
    return next((kind for kind in kinds[:-2] if any(each.row == row for each in picker.listed(kind))), kinds[-3])


def _draw_list(picker: _Picker) -> None:
    found = picker.listed()
    names = {each.row: each.name for each in found}
    now = chosen_case(picker.run)
    row = now.question.row if now else None
    if row is not None and row not in names and not inputs.value_of(picker.key("text")):
        names = {row: f"Row {row + 1:,}", **names}  # brought here by another page: it may stand far down the list
    rows = list(names)
    place = rows.index(row) if row in names else -1
    inputs.choose(picker.key("row"), row if row in names else None)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Search",
            key=picker.key("text"),
            placeholder="An id or any value",
            width=180,
            on_change=partial(_first_found, picker),
        )
        st.selectbox(
            "Case",
            rows,
            format_func=lambda each: names.get(each, ""),
            key=picker.key("row"),
            index=0 if row in names else None,  # a chosen one can't be cleared, only exchanged
            placeholder="Choose one" if rows else "None is like this",
            width=320,
            on_change=partial(_row_chosen, picker),
        )
        _step(picker, "Previous", ":material/chevron_left:", rows[place - 1] if place > 0 else None)
        _step(picker, "Next", ":material/chevron_right:", rows[place + 1] if 0 <= place + 1 < len(rows) else None)


def _step(picker: _Picker, label: str, icon: str, row: int | None) -> None:
    st.button(
        label,
        icon=icon,
        disabled=row is None,
        key=picker.key(label.lower()),
        on_click=partial(open_row, picker.run, row) if row is not None else None,
    )


def _draw_file(picker: _Picker) -> None:
    brought = st.file_uploader(
        "A file with the same columns; its first rows can be opened",
        type=list(picker.template.task.inputs[0].endings),
        key=picker.key("file"),
    )
    if brought is None:
        return
    try:
        file = incoming.set_down(brought, room())
        cases = picker.editor.bring(picker.run, picker.template.words, file)
    except Problem as problem:
        show_problem(problem)
        return
    place = st.selectbox(
        "Case", range(len(cases)), format_func=lambda each: cases[each].name, key=picker.key("place"), width=320
    )
    wanted = cases[place or 0]
    # Once for each choice: a scenario that is shown again meanwhile has its own case.
    if inputs.value_of(picker.key("brought")) != wanted:
        inputs.choose(picker.key("brought"), wanted)
        open_other(picker.run, wanted.given, wanted.name, wanted.differences)


def _kind_chosen(picker: _Picker) -> None:
    kind = inputs.value_of(picker.key("kind"))
    if kind == TYPED:
        open_other(picker.run)
    elif kind != FILE:
        inputs.choose(picker.key("text"), "")
        _first_found(picker)


def _first_found(picker: _Picker) -> None:
    try:
        found = picker.listed()
    except Problem as problem:
        state.say_next(str(problem))  # a callback: what it raises would not reach the page
        return
    if found:
        open_row(picker.run, found[0].row)


def _row_chosen(picker: _Picker) -> None:
    row = inputs.value_of(picker.key("row"))
    if row is not None:
        open_row(picker.run, int(row))
