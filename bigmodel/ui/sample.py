"""The sample that comes along with a template, as a dataset of the workspace."""

from __future__ import annotations

import streamlit as st

from bigmodel.runs.datasets import DatasetRecord
from bigmodel.templates.reading import read_sample
from bigmodel.templates.template import Template
from bigmodel.ui import state


def take_sample(template: Template) -> DatasetRecord:
    """Choose the template's sample; it is read the first time and found again later.

    Raises:
        Problem: The sample can't be read.
    """
    with st.spinner(f"Reading {template.sample.title}", show_time=True):
        record = read_sample(state.workspace().datasets, template)
    state.choose_template(template.slug)
    state.choose_dataset(record.id)
    return record
