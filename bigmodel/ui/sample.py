"""The sample that comes along with a template, as a dataset of the workspace."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from bigmodel.runs.datasets import DatasetRecord
from bigmodel.templates.template import Template
from bigmodel.ui import state
from bigmodel.ui.reading import read

SAMPLES = Path(__file__).parents[2] / "sample_data"


def take_sample(template: Template) -> DatasetRecord:
    """Choose the template's sample; it is read the first time and found again later.

    Raises:
        Problem: The sample can't be read.
    """
    kept = [
        record for record in state.workspace().datasets.list() if record.sample and record.template == template.slug
    ]
    record = kept[0] if kept else _bring(template)
    state.choose_template(template.slug)
    state.choose_dataset(record.id)
    return record


def _bring(template: Template) -> DatasetRecord:
    sample = template.sample
    main = template.task.inputs[0].name
    with st.spinner(f"Reading {sample.title}", show_time=True), tempfile.TemporaryDirectory() as scratch:
        shipped = SAMPLES / sample.name
        if not shipped.exists():
            sample.make(Path(scratch))
            shipped = Path(scratch) / sample.name
        return read(template, {main: [shipped]}, None, sample=True, simulated=sample.simulated)
