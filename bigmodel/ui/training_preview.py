"""What training does to the data before it learns: turned, shifted and brightened pictures, seen beforehand."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bigmodel.runs.datasets import DatasetRecord
from bigmodel.spec import Block, Plan, Problem
from bigmodel.templates import template
from bigmodel.ui import blocks, measured, state
from bigmodel.ui.attempt import show_problem


def draw_preview(record: DatasetRecord, plan: Plan) -> None:
    """Draw a fold with what the task shows of it; nothing where training takes the data as it is."""
    try:
        shown = _preview(str(state.workspace().datasets.folder(record.id)), record.fingerprint, plan.model_dump_json())
    except Problem as problem:
        show_problem(problem)
        return
    if shown:
        with st.expander("What augmentation does"):
            blocks.draw(shown, key=f"augmented-{record.id}")


@st.cache_data(max_entries=8, show_spinner=False)
def _preview(folder: str, fingerprint: str, plan: str) -> Sequence[Block]:
    parsed = Plan.model_validate_json(plan)
    data = measured.opened(folder, parsed.template, fingerprint)
    return tuple(template(parsed.template).task.preview_training(data, parsed))
