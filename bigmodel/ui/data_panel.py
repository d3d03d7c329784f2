"""The Data page with a dataset: can this data answer the question?"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import groupby
from typing import cast

import streamlit as st

from bigmodel.figures.classes import class_balance
from bigmodel.runs.datasets import DatasetRecord
from bigmodel.spec import Block, Figure, Finding, Gallery, Plan, Problem, Table, numbers
from bigmodel.templates.template import Template
from bigmodel.ui import blocks, inputs, measured, state, text
from bigmodel.ui.attempt import show_problem
from bigmodel.ui.called_fold import draw_called
from bigmodel.ui.context import draw_context
from bigmodel.ui.costs_fold import draw_costs
from bigmodel.ui.empty import go
from bigmodel.ui.findings import answer, blocking, draw_findings
from bigmodel.ui.launch import start_run
from bigmodel.ui.plan_options import draw_plan_options
from bigmodel.ui.role_change import positive_class
from bigmodel.ui.roles_editor import draw_roles
from bigmodel.ui.split_bar import bar_html, class_counts, split_sentence
from bigmodel.ui.split_panel import draw_split_choice, draw_split_shares
from bigmodel.ui.thumbnails import draw_thumbnails

SEEN = ("picture", "signal")
"""Kinds of field that are looked at, not read in a column."""
FEW = 2
"""Up to so many figures stand beside the columns."""
COLUMN = 260
"""Pixels below which the columns of the page stack: two beside each other on a tablet, three on a desk."""


def draw_data(template: Template, record: DatasetRecord) -> None:
    """Draw findings, columns, split, costs and what the data looks like; a change is kept and drawn anew."""
    try:
        plan = _plan(template, record)
        found = measured.findings(record, plan)
    except Problem as problem:
        _draw_head(template, None, [], None)
        show_problem(problem)
        return
    try:
        profile = measured.profile(record, plan)
    except Problem as problem:
        show_problem(problem)
        profile = []
    facts, parts, rest = _sorted(profile)
    above, below, beside = places(plan, rest)
    if parts is not None and plan.outcome is not None and not plan.outcome.ranking and not _has_strip(rest):
        beside = [_balance(template, plan, parts), *beside]
    _draw_head(template, plan, found, parts)
    st.title(answer(found), anchor=False)
    draw_findings(found)
    changed = plan
    grid = st.grid(3, min_column_width=COLUMN, gap="medium", key="data-page")
    with grid.cell(column_span=2, row_span=2):
        _draw_seen(above)
        if facts is not None:
            st.header("Columns", anchor=False)
            changed = draw_roles(changed, template.task.roles, facts, key=f"columns-{record.id}")
            if changed != plan:  # before the inputs below, which still hold what followed from the old roles
                _keep(record, plan, changed)
                changed = plan
        blocks.draw(below, key="profile")
    with grid.cell():
        changed = _draw_split(template, record, changed, parts)
    with grid.cell():
        changed = _draw_outcome(record, changed)
        blocks.draw(beside, key="beside")
        if measured.has_target(template.task) and (changed.outcome is None or changed.outcome.binary):
            changed = draw_costs(changed, template.words, key=f"costs-{_mark(record)}")
        thing = "row" if template.task.kind == "tabular" else "case"
        changed = draw_called(changed, template.words, thing, key=f"called-{_mark(record)}")
    if changed != plan:
        _keep(record, plan, changed)


def _plan(template: Template, record: DatasetRecord) -> Plan:
    plan = state.plan()
    if plan is None:
        folder = str(state.workspace().datasets.folder(record.id))
        plan = template.suggest(measured.opened(folder, template.slug, record.fingerprint))
        state.set_plan(plan)
    return plan


def _keep(record: DatasetRecord, before: Plan, changed: Plan) -> None:
    """Keep what was edited; another target brings its own classes."""
    targets = [[(field.name, field.kind) for field in each.named("target")] for each in (before, changed)]
    if before.fields != changed.fields:
        inputs.renew_inputs()
    try:
        aimless = changed.outcome is None and before.fields != changed.fields
        state.set_plan(measured.outcome_for(record, changed) if targets[0] != targets[1] or aimless else changed)
    except Problem as problem:
        show_problem(problem)
    else:
        st.rerun()


def _draw_head(template: Template, plan: Plan | None, found: Sequence[Finding], parts: Table | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        draw_context(_share(template, plan, parts))
        st.space("stretch")
        actions = st.container(horizontal=True, width="content", wrap=False)
    with actions:
        st.button(
            "Change data", icon=":material/upload:", key="change-data", on_click=state.choose_dataset, args=(None,)
        )
        stop = blocking(found)
        if st.button(
            "Train on this",
            type="primary",
            icon=":material/arrow_forward:",
            disabled=plan is None or stop is not None,
            help=text.escape(f"First: {stop.title}") if stop else None,
        ):
            _train(plan)


def _train(plan: Plan | None) -> None:
    if plan is None:
        return
    try:
        start_run(plan)
    except Problem as problem:
        show_problem(problem)
    else:
        go("train")


def _draw_split(template: Template, record: DatasetRecord, plan: Plan, parts: Table | None) -> Plan:
    st.header("Split", anchor=False)
    changed = draw_split_choice(plan, template.task.splits, key=f"split-{_mark(record)}")
    if parts is not None:
        st.html(bar_html(parts, dark=st.context.theme.type == "dark"))
        said = split_sentence(parts, plan, template.words)
        if said:
            st.caption(text.escape(said))
        if plan.outcome is not None and len(plan.outcome.classes) > 2:
            with st.expander("Classes in each part"):
                blocks.draw(dataclasses.replace(parts, title=""), key="parts")
    changed = draw_split_shares(changed, key=f"shares-{_mark(record)}")
    return draw_plan_options(changed, template.task.options, key=f"options-{_mark(record)}")


def _draw_outcome(record: DatasetRecord, plan: Plan) -> Plan:
    outcome = plan.outcome
    if outcome is None or not outcome.binary:
        return plan
    target = next((f" in {text.escape(text.shorten(field.name, 32))}" for field in plan.named("target")), "")
    chosen = st.segmented_control(
        f"What is looked for{target} (the positive class)",
        sorted(outcome.classes),
        default=outcome.positive,
        required=True,
        format_func=lambda name: text.escape(text.shorten(name, 24)),
        key=f"positive-{_mark(record)}",
    )
    return positive_class(plan, chosen or outcome.classes[1])


def _share(template: Template, plan: Plan | None, parts: Table | None) -> str:
    """The share of the positive class in words: ``0.84 % fraud``."""
    outcome = plan.outcome if plan is not None else None
    if parts is None or outcome is None or outcome.positive is None:
        return ""
    counts, rows = class_counts(parts, outcome), sum(parts.columns["Rows"])
    if outcome.positive not in counts or not rows:
        return ""
    return f"{numbers.share(sum(counts[outcome.positive]) / rows)} {template.words.positive}"


def _mark(record: DatasetRecord) -> str:
    """Part of the keys of the inputs: another dataset or another turn fills them anew."""
    return f"{record.id}-{inputs.turn()}"


def _sorted(profile: Sequence[Block]) -> tuple[Table | None, Table | None, list[Block]]:
    """The table of columns, the table of the split, and the rest."""
    tables = {block.title: block for block in profile if isinstance(block, Table)}
    facts, parts = tables.get("Columns"), tables.get("Split")
    return facts, parts, [block for block in profile if block is not facts and block is not parts]


def places(plan: Plan, rest: Sequence[Block]) -> tuple[list[Block], list[Block], list[Block]]:
    """What stands above the columns, below them and beside them.

    Pictures and signals are looked at before their columns are read. Of a table, much to look at stands below the
    columns, where there is room beside each other.
    """
    if any(field.kind in SEEN for field in plan.fields):
        return list(rest), [], []
    if sum(isinstance(block, Figure) for block in rest) > FEW:
        return [], list(rest), []
    return [], [], list(rest)


def _has_strip(rest: Sequence[Block]) -> bool:
    """Whether there are strips of pictures, which tell the classes and their counts themselves."""
    return any(isinstance(block, Gallery) for block in rest)


def _draw_seen(rest: Sequence[Block]) -> None:
    """What cases look like: galleries as one strip a class with its count, figures and the rest as they are."""
    table = next((block for block in rest if isinstance(block, Table) and block.title == "Classes"), None)
    counts = dict(zip(table.columns["Class"], table.columns["Pictures"], strict=True)) if table is not None else {}
    for strip, group in groupby(
        (block for block in rest if block is not table), lambda each: isinstance(each, Gallery)
    ):
        if strip:
            for block in group:
                draw_thumbnails(cast(Gallery, block), counts)
        else:
            blocks.draw(list(group), key="seen")


def _balance(template: Template, plan: Plan, parts: Table) -> Block:
    """The classes of the rows that are used, all parts together."""
    outcome = plan.outcome
    counts = {name: sum(rows) for name, rows in class_counts(parts, outcome).items()} if outcome else {}
    return class_balance(counts, outcome.positive if outcome else None, template.words_of(plan).cases)
