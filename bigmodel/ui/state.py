"""What this tab looks at: template, dataset, plan, run and scenario.

The address wins over the session (``?run=``, ``?data=``, ``?scenario=``, ``?case=``), is checked against the workspace
and written back, so that a view survives navigation, reload and the Back button.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import streamlit as st

from bigmodel.runs.datasets import DatasetRecord
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Plan, Problem
from bigmodel.templates import template as template_named
from bigmodel.templates import templates
from bigmodel.templates.template import Template
from bigmodel.ui import stage
from bigmodel.ui.address import DATASET, RUN, SCENARIO, kept, put_aside, write_address
from bigmodel.ui.lost_runs import close_lost_runs

TEMPLATE, PLANS, NOTICE, ASKED = "bm_template", "bm_plans", "bm_notice", "bm_scenario_asked"


def workspace() -> Workspace:
    """The workspace that ``BIGMODEL_HOME`` names, opened once a process."""
    return _opened(os.environ.get("BIGMODEL_HOME"))


@cache
def _opened(home: str | None) -> Workspace:
    return Workspace(Path(home) if home else None)


def synchronise() -> None:
    """Bring address and session together; called by the frame before any page."""
    # Read before anything is opened: opening a run writes the address anew.
    asked_run, asked_data, asked_scenario = (st.query_params.get(name) for name in ("run", "data", "scenario"))
    stage.follow_address()
    if asked_run and asked_run != st.session_state.get(RUN):
        _try_open_run(asked_run)
    elif asked_data and asked_data != st.session_state.get(DATASET):
        _try_choose_dataset(asked_data)
    if asked_scenario and asked_scenario != scenario_id():
        ask_scenario(asked_scenario)
    _drop_what_is_gone()
    _close_lost_runs()
    write_address()


def template() -> Template | None:
    """The chosen use case, None while nothing was chosen."""
    slug = st.session_state.get(TEMPLATE)
    return templates().get(slug) if slug else None


def choose_template(slug: str) -> None:
    """Choose a use case; a dataset and a run of another one are put aside.

    Raises:
        Problem: There is no such template.
    """
    template_named(slug)
    if st.session_state.get(TEMPLATE) not in (slug, None):
        put_aside(DATASET, RUN, SCENARIO)
    st.session_state[TEMPLATE] = slug
    write_address()


def dataset_id() -> str | None:
    """The id of the chosen dataset, None while none is chosen."""
    return kept(DATASET)


def dataset() -> DatasetRecord | None:
    """The chosen dataset, None while none is chosen or when it was deleted."""
    chosen = dataset_id()
    if chosen is None:
        return None
    try:
        return workspace().datasets.get(chosen)
    except Problem:
        return None


def choose_dataset(id: str | None) -> None:
    """Choose a dataset and with it its template; a run on another dataset is put aside.

    Raises:
        Problem: There is no such dataset.
    """
    if id is None:
        put_aside(DATASET, RUN, SCENARIO)
    else:
        record = workspace().datasets.get(id)
        if id != st.session_state.get(DATASET):
            put_aside(RUN)
        st.session_state[TEMPLATE] = record.template
        st.session_state[DATASET] = id
    write_address()


def plan() -> Plan | None:
    """The plan for the chosen dataset, None while none was made."""
    made = st.session_state.get(PLANS, {}).get(dataset_id())
    return made if isinstance(made, Plan) else None


def set_plan(plan: Plan) -> None:
    """Keep the plan for the chosen dataset."""
    st.session_state[PLANS] = {**st.session_state.get(PLANS, {}), dataset_id(): plan}


def run_id() -> str | None:
    """The id of the open run, None while none is open."""
    return kept(RUN)


def run() -> RunFolder | None:
    """The open run, None while none is open or when it was deleted."""
    opened = run_id()
    if opened is None:
        return None
    try:
        return workspace().run(opened)
    except Problem:
        return None


def open_run(id: str | None) -> None:
    """Open a run and with it its template and dataset; None closes it. Its plan is taken where none was made.

    Raises:
        Problem: There is no such run.
    """
    if id is None:
        put_aside(RUN)
        write_address()
        return
    spec = workspace().run(id).spec()
    if id != run_id():
        put_aside(SCENARIO, ASKED)
    st.session_state[RUN] = id
    st.session_state[TEMPLATE] = spec.plan.template
    try:
        workspace().datasets.get(spec.dataset)
    except Problem:
        put_aside(DATASET)
    else:
        st.session_state[DATASET] = spec.dataset
        if plan() is None:
            set_plan(spec.plan)
    write_address()


def scenario_id() -> str | None:
    """The id of the kept scenario that is shown, None while none is."""
    return kept(SCENARIO)


def open_scenario(id: str | None) -> None:
    """Show a kept scenario of the open run, or none; the address follows."""
    put_aside(SCENARIO, ASKED)
    if id is not None:
        st.session_state[SCENARIO] = id
    write_address()


def ask_scenario(id: str) -> None:
    """Let the page bring back a kept scenario when it is drawn next; only in a callback."""
    st.session_state[SCENARIO] = st.session_state[ASKED] = id
    write_address()  # which wins over the session


def take_asked_scenario() -> str | None:
    """The scenario that is to be brought back, None where there is none; it is told once."""
    asked = st.session_state.pop(ASKED, None)
    return str(asked) if asked else None


def asked_row() -> int | None:
    """The row that the address names (``?case=``), None where it names none."""
    asked = st.query_params.get("case", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None


def write_row(row: int | None) -> None:
    """Let the address name a row of the dataset as the open case, or none."""
    if row is not None:
        if st.query_params.get("case") != str(row):
            st.query_params["case"] = str(row)
    elif "case" in st.query_params:
        del st.query_params["case"]


def notice() -> str | None:
    """A sentence to show once, for example that a run is gone; forgotten when read."""
    text = st.session_state.pop(NOTICE, None)
    return str(text) if text else None


def say_next(text: str) -> None:
    """Keep a sentence that the next run of the frame shows once."""
    st.session_state[NOTICE] = text


def reset() -> None:
    """Forget template, dataset, plans and run."""
    put_aside(TEMPLATE, DATASET, RUN, PLANS, SCENARIO)
    write_address()


def _try_open_run(asked: str) -> None:
    try:
        open_run(asked)
    except Problem as problem:
        put_aside(RUN)
        say_next(str(problem))


def _try_choose_dataset(asked: str) -> None:
    try:
        choose_dataset(asked)
    except Problem as problem:
        put_aside(DATASET)
        say_next(str(problem))


def _close_lost_runs() -> None:
    try:
        close_lost_runs(workspace())
    except Problem as problem:
        say_next(str(problem))


def _drop_what_is_gone() -> None:
    if run_id() and run() is None:
        say_next(f"The run {run_id()} was deleted.")
        put_aside(RUN)
    if dataset_id() and dataset() is None:
        put_aside(DATASET)
