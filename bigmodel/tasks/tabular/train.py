"""Train on a table: runs in a run's own process, the only place where TensorFlow is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.split import split_rows
from bigmodel.inference.table import cardinalities, encode_table, fit_encoder
from bigmodel.networks import mlp, tabm
from bigmodel.networks.inputs import TableInputs
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Field, Plan, Problem, RunSpec, Schema
from bigmodel.spec.hparams import MLP, TabM, Training
from bigmodel.tasks.course import Course, Part, run_course
from bigmodel.tasks.tabular.columns import LEARNT, amounts, times
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.score import READING
from bigmodel.tasks.targets import class_indices, needed_outcome, unchanged


def train(data_folder: Path, spec: RunSpec, folder: RunFolder, stopped: Callable[[], bool], resume: bool) -> None:
    """Train, evaluate and leave bundle, scores and report in the run's folder.

    Args:
        data_folder: The dataset's folder.
        spec: What to do.
        folder: The run's folder.
        stopped: Asked between steps.
        resume: Whether to go on from the last finished epoch.

    Raises:
        Problem: The data or the plan does not allow training.
    """
    plan = spec.plan
    data = TableDataset(data_folder)
    unchanged(data.fingerprint, spec)
    outcome = needed_outcome(plan)
    whole = data.as_planned(plan)
    rows = split_rows(whole, plan)
    features = learnt_fields(plan)
    training = whole.take(pa.array(rows.train))
    # Everything that is fitted sees training rows and no others.
    encoder = fit_encoder(training, features, derived=plan.derived) | {READING: data.reading.model_dump(mode="json")}
    y = class_indices(whole, plan, outcome)
    parts = {"train": _part(training, plan, rows.train, y, encoder)}
    for name, part in (("validation", rows.validation), ("test", rows.test)):
        parts[name] = _part(whole.take(pa.array(part)), plan, part, y, encoder)
    first = parts["train"].tensors
    inputs = TableInputs.fit(first["numbers"], first["codes"], cardinalities(encoder))
    hparams, build = _network(plan, inputs, len(outcome.classes))
    run_course(
        Course(
            spec=spec,
            folder=folder,
            stopped=stopped,
            resume=resume,
            hparams=hparams,
            parts=parts,
            schema=Schema(task=spec.task, template=plan.template, fields=plan.fields, outcome=outcome, encoder=encoder),
            build=build,
        )
    )


def learnt_fields(plan: Plan) -> list[Field]:
    """The fields that the model looks at.

    Raises:
        Problem: There is none.
    """
    fields = [field for field in plan.fields if field.role in LEARNT]
    if not fields:
        raise Problem("No column is a feature", remedy="Give at least one column the role feature.")
    return fields


def _network(plan: Plan, inputs: TableInputs, classes: int) -> tuple[Training, Callable[[], keras.Model]]:
    if plan.network == "tabm":
        hparams = TabM.make(plan.hparams)
        return hparams, partial(tabm.build, hparams, inputs, classes)
    plain = MLP.make(plan.hparams)
    return plain, partial(mlp.build, plain, inputs, classes)


def _part(
    table: pa.Table, plan: Plan, rows: NDArray[np.int64], y: NDArray[np.int32], encoder: Mapping[str, Any]
) -> Part:
    """One part from its rows, ``rows`` their numbers in the whole table and ``y`` the classes of the whole."""
    tensors = encode_table(table, encoder)
    return Part(rows=rows, tensors=tensors, y=y[rows], amount=amounts(table, plan), time=times(table, plan))
