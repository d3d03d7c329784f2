"""A run on two channels that really learnt, shared by the tests of this folder."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Words
from bigmodel.tasks.signals.dataset import SignalDataset
from bigmodel.templates import template

WORDS = Words(case="window", cases="windows")
CLASSES = ("healthy", "inner race", "outer race")
RATE, WINDOW, EACH = 2000.0, 256, 30
PITCH = {"healthy": 150.0, "inner race": 400.0, "outer race": 700.0}


def windows(channels):
    """Windows in which each class rings at a pitch of its own, on the last channel alone."""
    random = np.random.default_rng(3)
    labels = np.repeat(CLASSES, EACH)
    values = 0.3 * random.standard_normal((len(labels), WINDOW, channels))
    clock = np.arange(WINDOW) / RATE
    for row, label in enumerate(labels):
        values[row, :, -1] += np.sin(2 * np.pi * PITCH[label] * clock + random.uniform(0, 6))
    cases = {
        "label": labels.tolist(),
        "recording": [f"r{row // 3}" for row in range(len(labels))],
        "start": (np.arange(len(labels)) % 3) * WINDOW,
        "machine": [f"pump {row % 6}" for row in range(len(labels))],
        "speed": np.full(len(labels), 1500.0),
    }
    return values.astype(np.float32), pa.table(cases)


def made(folder, channels=2):
    """A finished run of the raw-signal network, and its data."""
    from bigmodel.tasks.signals.train import train

    workspace = Workspace(folder)
    chosen = template("fault")

    def read(target):
        values, cases = windows(channels)
        data = SignalDataset.create(values, cases, RATE, target, channels=[f"side {n}" for n in range(channels)])
        return len(data), 1, data.fingerprint

    record = workspace.datasets.add("data", "signals", "fault", read)
    data = SignalDataset(workspace.datasets.folder(record.id))
    hparams = {"epochs": 15, "early_stopping": False, "batch_size": 4, "noise": 0.0}
    plan = chosen.suggest(data).model_copy(update={"network": "wdcnn", "hparams": hparams})
    run = workspace.new_run("signals", chosen.task.trainer, plan, record, seed=0)
    train(data.folder, run.spec(), run, lambda: False, False)
    run.set_status("finished")
    return run, data


@pytest.fixture(scope="session")
def learnt(tmp_path_factory):
    return made(tmp_path_factory.mktemp("two-channels"))
