"""What a task says about a dataset, computed once for each dataset and plan and kept for all viewers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from bigmodel.runs.datasets import DatasetRecord
from bigmodel.spec import Block, Costs, Finding, Plan, Remedy
from bigmodel.tasks.task import Dataset, Task
from bigmodel.templates import template
from bigmodel.ui import state

WAIT = "Looking through the data"


def profile(record: DatasetRecord, plan: Plan) -> Sequence[Block]:
    """What the data looks like under this plan."""
    return _profile(str(state.workspace().datasets.folder(record.id)), record.fingerprint, _bare(plan))


def findings(record: DatasetRecord, plan: Plan) -> Sequence[Finding]:
    """What to know before training, gravest first; the remedies keep the plan's costs and hyper-parameters."""
    found = _findings(str(state.workspace().datasets.folder(record.id)), record.fingerprint, _bare(plan))
    return [
        finding.model_copy(update={"remedies": tuple(_restore(remedy, plan) for remedy in finding.remedies)})
        for finding in found
    ]


def outcome_for(record: DatasetRecord, plan: Plan) -> Plan:
    """The plan with the outcome that follows from its target column, or from its roles where no role is a target."""
    chosen = template(plan.template)
    aims = has_target(chosen.task)
    target = plan.one("target")
    if aims and target is None:
        return plan.model_copy(update={"outcome": None})
    if not aims and plan.outcome is not None:
        return plan
    needed = [role.name for role in chosen.task.roles if role.required]
    roles = {"target": target.name} if target else {n: field.name for n in needed if (field := plan.one(n)) is not None}
    data = opened(str(state.workspace().datasets.folder(record.id)), plan.template, record.fingerprint)
    return plan.model_copy(update={"outcome": chosen.suggest(data, roles).outcome})


def has_target(task: Task) -> bool:
    """Whether the answer is known from a column of its own; rankings know it from what users chose."""
    return any(role.name == "target" for role in task.roles)


@st.cache_resource(max_entries=1, show_spinner=False)
def opened(folder: str, slug: str, fingerprint: str) -> Dataset:  # noqa: ARG001
    """The dataset in a folder; ``fingerprint`` tells a dataset from a later one in the same place."""
    return template(slug).task.open(Path(folder))


def _bare(plan: Plan) -> str:
    """The plan without what changes neither profile nor findings, so that editing costs computes nothing."""
    return plan.model_copy(update={"hparams": {}, "costs": Costs()}).model_dump_json()


def _restore(remedy: Remedy, plan: Plan) -> Remedy:
    kept: dict[str, object] = {}
    if remedy.plan.costs == Costs():
        kept["costs"] = plan.costs
    if not remedy.plan.hparams:
        kept["hparams"] = plan.hparams
    return remedy.model_copy(update={"plan": remedy.plan.model_copy(update=kept)})


@st.cache_data(max_entries=64, show_spinner=WAIT, show_time=True)
def _profile(folder: str, fingerprint: str, plan: str) -> list[Block]:
    parsed = Plan.model_validate_json(plan)
    chosen = template(parsed.template)
    return list(chosen.task.profile(opened(folder, parsed.template, fingerprint), parsed, chosen.words_of(parsed)))


@st.cache_data(max_entries=64, show_spinner=WAIT, show_time=True)
def _findings(folder: str, fingerprint: str, plan: str) -> list[Finding]:
    parsed = Plan.model_validate_json(plan)
    return list(template(parsed.template).check(opened(folder, parsed.template, fingerprint), parsed))
