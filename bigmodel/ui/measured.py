"""What a task says about a dataset, computed once for each dataset and plan and kept for all viewers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from bigmodel.runs.datasets import DatasetRecord
from bigmodel.spec import Block, Costs, Finding, Plan, Remedy
from bigmodel.tasks.task import Dataset
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
    """The plan with the outcome that follows from its target column."""
    target = plan.one("target")
    if target is None:
        return plan.model_copy(update={"outcome": None})
    data = opened(str(state.workspace().datasets.folder(record.id)), plan.template, record.fingerprint)
    fresh = template(plan.template).suggest(data, {"target": target.name})
    return plan.model_copy(update={"outcome": fresh.outcome})


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
    return list(chosen.task.profile(opened(folder, parsed.template, fingerprint), parsed, chosen.words))


@st.cache_data(max_entries=64, show_spinner=WAIT, show_time=True)
def _findings(folder: str, fingerprint: str, plan: str) -> list[Finding]:
    parsed = Plan.model_validate_json(plan)
    return list(template(parsed.template).check(opened(folder, parsed.template, fingerprint), parsed))
