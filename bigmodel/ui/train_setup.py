"""The left side of Train: preset, network, optimiser, the rest under Advanced, and the button."""

from __future__ import annotations

import streamlit as st

from bigmodel.runs.datasets import DatasetRecord
from bigmodel.spec import ACTIVE, Plan, Problem
from bigmodel.spec.hparams import Training
from bigmodel.spec.numbers import count
from bigmodel.tasks.task import Dataset, Task
from bigmodel.templates import template as template_named
from bigmodel.templates.template import Template
from bigmodel.ui import measured, state
from bigmodel.ui.attempt import attempt, show_problem
from bigmodel.ui.empty import PAGES
from bigmodel.ui.hparams_form import changes, defaults, draw_field, draw_fields, fault
from bigmodel.ui.launch import start_run
from bigmodel.ui.text import duration, escape
from bigmodel.ui.training_preview import draw_preview

PRESETS = ("quick", "balanced", "thorough")
ABOVE = ("preset", "optimizer")


def draw_setup(template: Template, record: DatasetRecord, *, primary: bool) -> None:
    """Draw the set-up for a dataset and start a run when its button is pressed.

    Args:
        template: The use case.
        record: The dataset.
        primary: Whether Train is the next step; while the open run has a result, Evaluate is. While any run is at work,
            it never is.
    """
    st.header("Set-up", anchor=False)
    try:
        plan = _plan(template, record)
        chosen = _draw_choices(template.task, plan, f"setup-{record.id}", record)
    except Problem as problem:
        show_problem(problem)
        st.page_link(PAGES / "data.py", label="Choose other data", icon=":material/table:")
        return
    if chosen is not None and chosen != plan:
        state.set_plan(chosen)
    busy = any(row.status in ACTIVE for row in state.workspace().runs())
    pressed = st.button(
        "Train",
        type="primary" if primary and not busy else "secondary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=chosen is None,
        help="A value above is out of range." if chosen is None else None,
    )
    if busy:
        st.caption("Starts after the one at work.")
    if pressed and chosen is not None:
        attempt(lambda: start_run(chosen))
    if chosen is not None and chosen.outcome is not None:
        draw_preview(record, chosen)
    if plan.outcome is None:
        aim = "Choose what to predict" if measured.has_target(template.task) else "Say what the columns are"
        st.page_link(PAGES / "data.py", label=aim, icon=":material/table:")


def _plan(template: Template, record: DatasetRecord) -> Plan:
    """The plan that Data left, else the suggestion for this data."""
    plan = state.plan()
    if plan is None:
        plan = template.suggest(_opened(record, template.slug))
        state.set_plan(plan)
    return plan


def _draw_choices(task: Task, plan: Plan, key: str, record: DatasetRecord) -> Plan | None:
    """Draw all choices and give the plan with them, None where a value is out of range: the form says which."""
    preset = st.segmented_control(
        "Preset",
        PRESETS,
        default=str(plan.hparams.get("preset", "balanced")),
        required=True,
        format_func=str.capitalize,
        key=f"{key}-preset",
        width="stretch",
        persist_state="session",
    )
    estimate = st.empty()
    network = _draw_network(task, plan, key)
    kind = task.networks[network]
    kept = plan.hparams if (plan.network, plan.hparams.get("preset", "balanced")) == (network, preset) else {}
    start = {**defaults(kind, preset), **{name: value for name, value in kept.items() if name in kind.model_fields}}
    form = f"{key}-{network}-{preset}"
    values = {"optimizer": draw_field(kind.model_fields["optimizer"], start["optimizer"], f"{form}-optimizer")}
    values |= draw_fields(kind, start, form, advanced=False, leave_out=ABOVE)
    with st.expander("Advanced"):
        values |= draw_fields(kind, start, form, advanced=True)
    if any(fault(kind, name, value) for name, value in values.items()):
        return None
    chosen = plan.model_copy(update={"network": network, "hparams": changes(kind, preset, values)})
    if chosen.outcome is not None:
        estimate.caption(escape(_estimate(record, chosen, kind.make(chosen.hparams))))
    return chosen


def _estimate(record: DatasetRecord, plan: Plan, hparams: Training) -> str:
    """How long it will take here, in words."""
    seconds = _seconds(str(state.workspace().datasets.folder(record.id)), record.fingerprint, plan.model_dump_json())
    hparams = hparams.for_rows(round(0.7 * record.rows))
    epochs = f"{count(hparams.epochs)} epochs{' at most' if hparams.early_stopping else ''}"
    return f"About {duration(_rounded(seconds))} on this computer · {epochs}"


def _draw_network(task: Task, plan: Plan, key: str) -> str:
    names = list(task.networks)
    return st.selectbox(
        "Network",
        names,
        index=names.index(plan.network) if plan.network in names else 0,
        format_func=lambda name: task.networks[name].title,
        help="\n\n".join(f"**{kind.title}**: {kind.summary}" for kind in task.networks.values()),
        key=f"{key}-network",
        persist_state="session",
    )


@st.cache_data(max_entries=128, show_spinner=False)
def _seconds(folder: str, fingerprint: str, plan: str) -> float:
    parsed = Plan.model_validate_json(plan)
    return template_named(parsed.template).task.seconds(measured.opened(folder, parsed.template, fingerprint), parsed)


def _opened(record: DatasetRecord, slug: str) -> Dataset:
    return measured.opened(str(state.workspace().datasets.folder(record.id)), slug, record.fingerprint)


def _rounded(seconds: float) -> float:
    """To 5 seconds up to two minutes, to half minutes up to an hour: an estimate is not more precise."""
    step = 1 if seconds < 10 else 5 if seconds < 120 else 30 if seconds < 3600 else 300
    return max(1.0, round(seconds / step) * step)
