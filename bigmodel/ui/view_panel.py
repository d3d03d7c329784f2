"""Draws the views that a task brings: their controls, and the blocks that follow from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Costs, Problem, Sentence
from bigmodel.tasks.case import EditsCase
from bigmodel.tasks.task import FollowsChoices, View
from bigmodel.tasks.views.decide import keep
from bigmodel.templates import template
from bigmodel.ui import state
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.blocks import On, draw
from bigmodel.ui.case_route import case_url
from bigmodel.ui.chosen_case import chosen_case, edit_case, open_row
from bigmodel.ui.components.case import Edit
from bigmodel.ui.controls import draw_controls, pick, value_in
from bigmodel.ui.empty import go
from bigmodel.ui.text import escape
from bigmodel.ui.view_blocks import NOTHING, blocks_of, takes_long, views_of
from bigmodel.ui.waiting import waiting, was_stopped

LIST = "show"
"""The name of the choice by which a view lists the cases of one kind."""


def draw_view(slug: str, run: RunFolder, number: int, given: Mapping[str, Any] = NOTHING) -> None:
    """Draw a view; one with controls redraws alone.

    Args:
        slug: The template.
        run: A run with a result.
        number: The view's place.
        given: Values that the page itself settles, beside those of the view's controls.
    """
    view = views_of(template(slug).task)[number]
    try:
        with_controls = view.controls(run)
    except Problem as problem:
        show_problem(problem)
        return
    if takes_long(view):
        # Not by itself: only when the whole page is drawn anew does Streamlit leave what is being computed.
        _draw_asked(slug, run, number, given)
    else:
        (_draw_with_controls if with_controls else _draw_still)(slug, run, number, given)


def _draw_still(slug: str, run: RunFolder, number: int, given: Mapping[str, Any]) -> None:
    def keep_it(threshold: float, costs: Costs) -> None:
        try:
            keep(run, threshold, costs)
        except Problem as problem:
            state.say_next(str(problem))  # a callback: what it raises would not reach the page
        else:
            st.toast("Kept, with its test result in the table below the charts.", icon=":material/check:")

    try:
        show = partial(list_cases, slug, run) if _has_list(slug, run) else None
        on = On(keep=keep_it, show=show, edit=_edit_of(run))
        draw(blocks_of(slug, run, number, given), key_of_view(run, number), on)
    except Problem as problem:
        show_problem(problem)


@st.fragment
def _draw_with_controls(slug: str, run: RunFolder, number: int, given: Mapping[str, Any]) -> None:
    _draw_asked(slug, run, number, given)


def _draw_asked(slug: str, run: RunFolder, number: int, given: Mapping[str, Any]) -> None:
    view, key = views_of(template(slug).task)[number], key_of_view(run, number)
    heading = st.empty()
    try:
        controls = _controls_now(view, run, key)
        with st.container(key=f"controls-{LIST}" if any(control.name == LIST for control in controls) else None):
            values = {**given, **draw_controls(controls, key)}
        # The key names what was chosen, so that a search typed for one choice does not linger in another.
        chosen = hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:12]
        if takes_long(view):
            if was_stopped(f"{key}-stopped", chosen):
                heading.header(escape(view.title), anchor=False)
                return
            with waiting(f"{key}-stopped", chosen) as progress:
                first = st.empty()  # holds an answer only until a better one is there

                def meanwhile(found: Sequence[Block]) -> None:
                    with first.container():
                        _draw_titled(heading, found, f"{key}-{chosen}-first", On())

                blocks = blocks_of(slug, run, number, values, {"progress": progress, "meanwhile": meanwhile})
                first.empty()
        else:
            blocks = blocks_of(slug, run, number, values)
    except Problem as problem:  # caught here: a fragment lets nothing through to the page
        heading.header(escape(view.title), anchor=False)
        show_problem(problem)
        return
    on = On(choose=partial(pick, controls, key), open=partial(_open_case, run) if can_edit(slug) else None)
    _draw_titled(heading, blocks, f"{key}-{chosen}", on)


def _draw_titled(heading: st.delta_generator.DeltaGenerator, blocks: Sequence[Block], key: str, on: On) -> None:
    """Draw blocks here; a title among them stands in ``heading``, above the controls."""
    titled = bool(blocks) and isinstance(blocks[0], Sentence) and blocks[0].level == 2
    with heading:
        draw(blocks[:1] if titled else ())
    draw(blocks[1:] if titled else blocks, key, on)


def _controls_now(view: View, run: RunFolder, key: str) -> Sequence[Control]:
    controls = view.controls(run)
    if not isinstance(view, FollowsChoices):
        return controls
    return view.controls_after(run, {each.name: value_in(each, key) for each in controls})


def controls_of(view: View, run: RunFolder, values: Mapping[str, Any]) -> Sequence[Control]:
    """The inputs of a view, with what they offer once these values stand in them."""
    return view.controls_after(run, values) if isinstance(view, FollowsChoices) else view.controls(run)


def can_edit(slug: str) -> bool:
    """Whether single cases of the template can be opened on the What if page."""
    return any(isinstance(each, EditsCase) for each in template(slug).task.what_ifs)


def _edit_of(run: RunFolder) -> Edit:
    """Where the open case asks, and what is done with its edits."""

    def told(edits: object) -> None:
        try:
            edit_case(run, edits)
        except Problem as problem:
            state.say_next(str(problem))  # a callback: what it raises would not reach the page

    case = chosen_case(run)
    return Edit(case_url(run.id), case.turn if case else 0, told)


def _open_case(run: RunFolder, row: int) -> None:
    open_row(run, row)
    go("what_if")


def key_of_view(run: RunFolder, number: int) -> str:
    """The key with which a view's controls are drawn."""
    return f"{run.id}-{number}"


def _has_list(slug: str, run: RunFolder) -> bool:
    views = template(slug).task.views
    return any(control.name == LIST for view in views for control in view.controls(run))


def list_cases(slug: str, run: RunFolder, kind: str) -> bool:
    """Let the view that lists cases show those of a kind (``"Missed"``); false where no view of the run does."""
    found = False
    for number, view in enumerate(template(slug).task.views):
        found |= pick(view.controls(run), key_of_view(run, number), LIST, kind)
    return found
