"""The samples that come along with a template, as datasets of the workspace."""

from __future__ import annotations

import streamlit as st

from bigmodel.runs.datasets import DatasetRecord
from bigmodel.templates.reading import read_sample
from bigmodel.templates.template import Sample, Template
from bigmodel.ui import state, text


def take_sample(template: Template, sample: Sample | None = None) -> DatasetRecord:
    """Choose a sample of the template, its first where none is named; it is read once and found again later.

    Raises:
        Problem: The sample can't be read.
    """
    wanted = sample or template.sample
    with st.spinner(f"Reading {text.escape(wanted.title)}", show_time=True):
        record = read_sample(state.workspace().datasets, template, wanted)
    state.choose_template(template.slug)
    state.choose_dataset(record.id)
    return record
