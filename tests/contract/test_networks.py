"""What every network of every task promises: it builds, trains, is exported, comes back and scores the same."""

import importlib

import numpy as np
import pytest

from bigmodel.inference.bundle import Bundle
from bigmodel.runs.workspace import Workspace
from bigmodel.templates import templates

SLUGS = {template.task.kind: slug for slug, template in reversed(templates().items())}
"""Kind of data to the first template of it."""
NETWORKS = [(slug, network) for slug in SLUGS.values() for network in templates()[slug].task.networks]
CASES = 40
TINY = {"preset": "quick", "epochs": 1, "learning_rate": 1e-3}
SMALLER = {"side": 64, "length": 16}
"""What makes a network quicker, where it has that."""


def some_cases(data, schema):
    """Cases as ``Task.encode`` takes them: rows of the data, or histories where items are ranked."""
    if schema.outcome.ranking:
        rng = np.random.default_rng(0)
        return [list(rng.choice(schema.encoder["items"], length)) for length in rng.integers(1, 12, CASES)]
    return data.take(np.arange(0, len(data), max(1, len(data) // CASES))[:CASES])


def trainer_of(template):
    """The function that trains; its module brings the layers that a saved network is made of."""
    module, name = template.task.trainer.split(":")
    return getattr(importlib.import_module(module), name)


@pytest.fixture(scope="module")
def train(workspace, small, tmp_path_factory):
    """Makes a run of one epoch with a network on a template's small data, in this process.

    The run stands in a workspace of which no supervisor knows: that would take it too and train it a second time.
    """
    unwatched = Workspace(tmp_path_factory.mktemp("unwatched"))

    def train(slug, network):
        template, record = small[slug].template, small[slug].record
        known = template.task.networks[network].model_fields
        hparams = TINY | {name: value for name, value in SMALLER.items() if name in known}
        plan = template.suggest(small[slug].data).model_copy(update={"network": network, "hparams": hparams})
        folder = unwatched.new_run(template.task.kind, template.task.trainer, plan, record, 0, words=template.words)
        trainer_of(template)(workspace.datasets.folder(record.id), folder.spec(), folder, lambda: False, False)
        return folder

    return train


@pytest.mark.parametrize(("slug", "network"), NETWORKS, ids=lambda each: each)
def test_it_trains_and_comes_back_as_it_was(train, small, finished, slug, network):
    import keras

    template, data = small[slug].template, small[slug].data
    # The network that a template suggests was trained for its own contract.
    folder = finished[slug]
    if folder.spec().plan.network != network:
        folder = train(slug, network)

    report = folder.report()
    assert report.epochs == 1
    assert all(np.isfinite(found.value) for found in report.metrics["test"].values())
    events, _ = folder.events(0)
    losses = [event["loss"] for event in events if "loss" in event]
    assert losses
    assert np.isfinite(losses).all()

    trainer_of(template)
    bundle = Bundle.load(folder.bundle)
    tensors = template.task.encode(some_cases(data, bundle.schema), bundle.schema)
    exported = bundle.score(tensors)
    shipped = keras.models.load_model(folder.bundle / "model.keras", compile=False)
    wanted = {put.name for put in shipped.inputs}
    answers = np.asarray(shipped({name: array for name, array in tensors.items() if name in wanted}, training=False))
    answers = answers[:, 1] if bundle.schema.outcome.binary else answers
    np.testing.assert_allclose(exported, answers, atol=1e-5)
    assert len(exported) == CASES
    assert exported.std() > 0
    keras.backend.clear_session()
