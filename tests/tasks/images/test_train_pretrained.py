"""The pretrained network through the trainer: a stop while it looks at the pictures, then a training to the end."""

import numpy as np
import pyarrow as pa
import pytest

from bigmodel.inference.bundle import Bundle
from bigmodel.runs.scores import read_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Outcome, Plan
from bigmodel.tasks.images import inner
from bigmodel.tasks.images.dataset import PICTURES, PictureDataset
from bigmodel.tasks.images.task import TASK as IMAGES
from bigmodel.tasks.images.train import STOPPED, train

COUNT = 90


@pytest.fixture
def run(tmp_path):
    random = np.random.default_rng(0)
    y = np.arange(COUNT) % 3
    pictures = random.integers(0, 60, (COUNT, 24, 20, 3))
    pictures[np.arange(COUNT), :, :, y] += 120
    workspace = Workspace(tmp_path)

    def fill(folder):
        np.save(folder / PICTURES, pictures.astype("uint8"))
        cases = pa.table({"label": np.array(["red", "green", "blue"])[y], "name": [str(row) for row in range(COUNT)]})
        return COUNT, 1, PictureDataset.create(cases, [], folder).fingerprint

    record = workspace.datasets.add("colours", "images", "images", fill)
    plan = Plan(
        template="images",
        fields=(
            Field(name="picture", kind="picture", role="feature"),
            Field(name="label", kind="category", role="target"),
        ),
        outcome=Outcome(classes=("red", "green", "blue")),
        network="backbone",
        hparams={"side": 64, "epochs": 12, "flip": True},
    )
    return workspace.new_run("images", IMAGES.trainer, plan, record, seed=0), workspace.datasets.folder(record.id)


def test_what_was_seen_before_a_stop_is_not_looked_at_again(run, monkeypatch):
    folder, data = run
    monkeypatch.setattr(inner, "BATCHES", 1)
    asked = iter([False, False, True])
    train(data, folder.spec(), folder, lambda: next(asked), False)
    assert folder.report() is None
    assert folder.status().message == STOPPED
    train(data, folder.spec(), folder, lambda: False, False)
    told = [event for event in folder.events(0)[0] if event["kind"] == "log"]
    assert f"{2 * inner.BATCH} of 78 pictures were looked at in an earlier training." in told[0]["message"]
    assert folder.report().metrics["test"]["accuracy"].value > 0.9
    bundle, cases = Bundle.load(folder.bundle), read_cases(folder, "test")
    shown = PictureDataset(data).take(cases.row)
    assert np.abs(bundle.score({"pictures": shown}) - cases.score).max() < 1e-5
    assert bundle.regions({"pictures": shown}).shape == (len(shown), 2, 2, 3)
