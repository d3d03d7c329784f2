"""Train on vibration signals: runs in a run's own process, the only place where TensorFlow is loaded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.split import split_rows
from bigmodel.inference.signals import Signals, encode_signals, signal_encoder
from bigmodel.networks import envelope_cnn, order_lines, signal_gru, wdcnn
from bigmodel.networks.signal_inputs import SignalInputs
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Problem, RunSpec, Schema
from bigmodel.spec.hparams import WDCNN, EnvelopeCNN, OrderLines, SignalGRU, Training
from bigmodel.tasks.course import Course, Part, run_course
from bigmodel.tasks.signals.dataset import SignalDataset, heard
from bigmodel.tasks.signals.features import signal_features
from bigmodel.tasks.signals.groups import told
from bigmodel.tasks.targets import class_indices, needed_outcome, unchanged

Build = Callable[[Any, SignalInputs, int], keras.Model]
NETWORKS: dict[str, tuple[type[Training], Build]] = {
    "envelope_cnn": (EnvelopeCNN, envelope_cnn.build),
    "order_lines": (OrderLines, order_lines.build),
    "wdcnn": (WDCNN, wdcnn.build),
    "gru": (SignalGRU, signal_gru.build),
}


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
    data = SignalDataset(data_folder)
    unchanged(data.fingerprint, spec)
    if spec.plan.network not in NETWORKS:
        raise Problem(f"There is no network {spec.plan.network!r} for signals", remedy=f"Choose {', '.join(NETWORKS)}.")
    kind, build = NETWORKS[spec.plan.network]
    outcome = needed_outcome(spec.plan)
    rows = split_rows(data.cases, spec.plan)
    y = class_indices(data.cases, spec.plan, outcome)
    hparams = kind.make(spec.plan.hparams)
    encoder = signal_encoder(data.window, data.columns, data.rate)
    sights = {"train": rows.train, "validation": rows.validation, "test": rows.test}
    signals = {name: heard(data, part, spec.plan) for name, part in sights.items()}
    inputs = signal_inputs(signals["train"])
    run_course(
        Course(
            spec=spec,
            folder=folder,
            stopped=stopped,
            resume=resume,
            hparams=hparams,
            parts={
                name: Part(
                    rows=part,
                    tensors=encode_signals(signals[name], encoder),
                    y=y[part],
                    time=_times(data.cases, part),
                    features=partial(signal_features, signals[name], data.geometry),
                )
                for name, part in sights.items()
            },
            schema=Schema(
                task=spec.task,
                template=spec.plan.template,
                fields=spec.plan.fields,
                outcome=outcome,
                encoder={**encoder, "channel_names": data.channels, "geometry": data.geometry},
            ),
            build=lambda: build(hparams, inputs, len(outcome.classes)),
            extra=told(data.cases, rows.test, y[rows.test], outcome),
        )
    )


def signal_inputs(train: Signals) -> SignalInputs:
    """Shape and speeds of the training windows."""
    known = train.speed[np.isfinite(train.speed) & (train.speed > 0)]
    return SignalInputs(
        window=int(train.values.shape[1]),
        channels=int(train.values.shape[2]),
        rate=float(train.rate),
        speed=float(np.median(known)) if len(known) else None,
        fastest=float(known.max()) if len(known) else None,
    )


def _times(cases: pa.Table, rows: NDArray[np.int64]) -> NDArray[np.datetime64] | None:
    """When the windows were recorded, datetime64[ns]; None where that is not known."""
    if "time" not in cases.column_names or not pa.types.is_temporal(cases["time"].type):
        return None
    return cases["time"].take(pa.array(rows)).cast(pa.timestamp("ns"), safe=False).to_numpy()
