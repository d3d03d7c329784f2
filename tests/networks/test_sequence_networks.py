import keras
import numpy as np
import onnxruntime
import pytest

from bigmodel.networks import gru4rec, sasrec
from bigmodel.networks.item_table import ItemTable
from bigmodel.networks.next_item import serving_scores, unpack
from bigmodel.spec import Problem
from bigmodel.spec.hparams import GRU4Rec, SASRec
from bigmodel.training.arrays import Arrays
from bigmodel.training.export import export_bundle
from bigmodel.training.fit import fit
from bigmodel.training.next_item import NextItem

ITEMS, LENGTH = 12, 6
NETWORKS = {"sasrec": (sasrec.build, SASRec), "gru4rec": (gru4rec.build, GRU4Rec)}


def histories(rows=40, seed=0):
    """Histories that go round in a circle of the items, padded on the left."""
    random = np.random.default_rng(seed)
    start = random.integers(0, ITEMS, rows)
    codes = ((start[:, None] + np.arange(LENGTH + 1)) % ITEMS + 1).astype(np.int32)
    padding = random.integers(0, LENGTH - 1, rows)
    codes[np.arange(LENGTH + 1)[None] < padding[:, None]] = 0
    return codes[:, :-1], np.where(codes[:, :-1] > 0, codes[:, 1:], 0).astype(np.int32)


@pytest.fixture(scope="module", params=NETWORKS)
def trained(request, tmp_path_factory):
    """Name of a network, the network after training, and its epochs."""
    build, kind = NETWORKS[request.param]
    hparams = kind(epochs=15, width=16, batch_size=8, dropout=0.1, learning_rate=1e-2)
    model = build(hparams, ITEMS, LENGTH)
    x, y = histories()
    last = np.zeros_like(y)
    last[:, -1] = y[:, -1]
    events = []
    fit(
        model,
        Arrays({"history": x}, y),
        Arrays({"history": x}, last),
        hparams,
        emit=lambda kind, **values: events.append((kind, values)),
        stopped=lambda: False,
        on_epoch=lambda _, ranks: {"select": float((1 / ranks).mean())},
        checkpoints=tmp_path_factory.mktemp("kept"),
        resume=False,
        objective=NextItem(model.get_layer("items"), True),
    )
    return request.param, model, [values for kind, values in events if kind == "epoch"]


@pytest.mark.parametrize("repeats", [True, False])
def test_it_learns_exports_reloads_and_scores_alike(trained, repeats, tmp_path):
    _, model, epochs = trained
    assert epochs[-1]["val_accuracy"] > 0.9
    assert epochs[-1]["select"] > 0.9
    x, _ = histories(seed=3)
    export_bundle(model, tmp_path, {"history": x}, lambda each: serving_scores(each, repeats))
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"), providers=["CPUExecutionProvider"])
    exported = session.run(["scores"], {"history": x})[0]
    reloaded = np.asarray(keras.saving.load_model(tmp_path / "model.keras")({"history": x}, training=False))
    assert exported.shape == (len(x), ITEMS)
    assert np.abs(exported - reloaded).max() <= 1e-5
    if repeats:
        assert np.mean(exported.argmax(axis=1) == x[:, -1] % ITEMS) > 0.9


def test_what_comes_later_changes_nothing_before(trained):
    _, model, _ = trained
    x, _ = histories()
    other = x.copy()
    other[:, 4:] = other[:, 4:] % ITEMS + 1
    states, bonus, _ = unpack(model({"history": x}, training=False))
    changed, changed_bonus, _ = unpack(model({"history": other}, training=False))
    assert np.allclose(states[:, :4], changed[:, :4], atol=1e-6)
    assert np.allclose(bonus[:, :4], changed_bonus[:, :4], atol=1e-6)
    assert np.abs(np.asarray(states[:, 4:] - changed[:, 4:])).max() > 1e-3
    assert not np.triu(np.asarray(bonus[0]), 1).any()


def test_padding_does_not_matter(trained):
    name, model, _ = trained
    build, kind = NETWORKS[name]
    longer = build(kind(width=16), ITEMS, LENGTH + 3)
    for mine, theirs in zip(longer.weights, model.weights, strict=True):
        value = np.zeros(mine.shape, np.float32)
        value[tuple(slice(size) for size in theirs.shape)] = theirs.numpy()
        mine.assign(value)
    x, _ = histories()
    padded = np.hstack([np.zeros((len(x), 3), np.int32), x])
    short = np.asarray(serving_scores(model, True)({"history": x}, training=False))
    long = np.asarray(serving_scores(longer, True)({"history": padded}, training=False))
    assert np.allclose(short, long, atol=1e-4)


@pytest.mark.parametrize("name", NETWORKS)
def test_before_training_it_ranks_like_the_bestseller_list(name):
    build, kind = NETWORKS[name]
    model = build(kind(width=8), ITEMS, LENGTH)
    counts = np.random.default_rng(0).permutation(ITEMS) * 1000
    model.get_layer("items").start_from(counts, np.zeros((ITEMS, 8)))
    scores = np.asarray(serving_scores(model, True)({"history": np.zeros((1, LENGTH), np.int32)}))
    assert np.array_equal(np.argsort(scores[0]), np.argsort(counts))


def test_vectors_to_begin_with_have_a_mean_square_length_of_one():
    table = ItemTable(3, 2)
    table.build((None, 4))
    table.start_from(np.array([1, 1, 2]), np.array([[3.0, 0], [0, 4], [0, 0]]))
    vectors = table.vectors.numpy()
    assert not vectors[0].any()
    assert np.mean(np.sum(vectors[1:] ** 2, axis=1)) == pytest.approx(1)


def test_a_width_that_heads_do_not_divide_is_refused():
    with pytest.raises(Problem, match="can't be divided among 3 heads"):
        sasrec.build(SASRec(width=64, heads=3), ITEMS, LENGTH)
