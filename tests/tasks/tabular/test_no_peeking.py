"""Whatever is fitted before and in training sees training rows and no others."""

import numpy as np
import pyarrow as pa

from bigmodel.data.split import split_rows
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Outcome, Plan
from bigmodel.tasks.tabular import train as trainer
from bigmodel.tasks.tabular.dataset import TableDataset

ROWS = 400


def data(poison: np.ndarray) -> pa.Table:
    rng = np.random.default_rng(0)
    number, category = rng.normal(size=ROWS), rng.choice(["a", "b"], ROWS).astype(object)
    number[poison] = 1e6
    category[poison] = "only outside training"
    return pa.table({"number": number, "category": category, "y": rng.choice(["no", "yes"], ROWS)})


PLAN = Plan(
    template="fraud",
    fields=(
        Field(name="number", kind="number", role="feature"),
        Field(name="category", kind="category", role="feature"),
        Field(name="y", kind="category", role="target"),
    ),
    outcome=Outcome(classes=("no", "yes")),
    network="mlp",
)


def fitted(tmp_path, monkeypatch, table):
    """All that is fitted before training: the encoder and what the network knows of its columns."""
    seen = {}
    fit = trainer.TableInputs.fit
    monkeypatch.setattr(trainer, "run_course", lambda course: seen.update(course=course))
    monkeypatch.setattr(trainer.TableInputs, "fit", lambda *given: seen.setdefault("inputs", fit(*given)))
    workspace = Workspace(tmp_path)
    record = workspace.datasets.add(
        "t", "tabular", "fraud", lambda folder: (ROWS, 3, TableDataset.create(table, folder).fingerprint)
    )
    folder = workspace.new_run("tabular", "x:y", PLAN, record, 0)
    trainer.train(workspace.datasets.folder(record.id), folder.spec(), folder, lambda: False, False)
    monkeypatch.undo()
    inputs = {name: np.asarray(value).tolist() for name, value in vars(seen["inputs"]).items()}
    assert set(inputs) == {"centre", "scale", "edges", "missing", "cardinalities"}
    return seen["course"].schema.encoder, inputs


def test_poisoned_validation_and_test_rows_change_nothing_that_is_fitted(tmp_path, monkeypatch):
    clean = data(np.array([], int))
    parts = split_rows(clean, PLAN)
    outside = np.concatenate([parts.validation, parts.test])
    assert fitted(tmp_path / "a", monkeypatch, clean) == fitted(tmp_path / "b", monkeypatch, data(outside))


def test_a_poisoned_training_row_does(tmp_path, monkeypatch):
    clean = data(np.array([], int))
    inside = split_rows(clean, PLAN).train[:5]
    plain, poisoned = (
        fitted(tmp_path / name, monkeypatch, table) for name, table in (("a", clean), ("b", data(inside)))
    )
    assert plain[0] != poisoned[0]
    assert plain[1]["edges"] != poisoned[1]["edges"]
    assert plain[1]["centre"] != poisoned[1]["centre"]
