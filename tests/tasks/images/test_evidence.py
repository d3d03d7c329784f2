"""Evidence by place, of real networks through real bundles."""

import numpy as np
import pytest

from bigmodel.inference.bundle import Bundle
from bigmodel.inference.pictures import encode_pictures, picture_encoder
from bigmodel.networks import cnn, resnet
from bigmodel.networks.looks import looking
from bigmodel.spec import Field, Outcome, Schema
from bigmodel.spec.hparams import CNN, ResNet
from bigmodel.tasks.images.evidence import evidence_of, for_class, spread_out
from bigmodel.training.arrays import Arrays
from bigmodel.training.fit import fit
from bigmodel.training.picture_onnx import write_picture_onnx

SIDE, COUNT, PATCH = 32, 120, 8


def planted(random, count):
    """Grey noise; pictures of class 1 have a bright patch at a random place, given as (top, left)."""
    pictures = random.normal(90, 12, (count, SIDE, SIDE, 1))
    y = (np.arange(count) % 2).astype("int32")
    corners = random.integers(0, SIDE - PATCH, (count, 2))
    for row in np.flatnonzero(y):
        top, left = corners[row]
        pictures[row, top : top + PATCH, left : left + PATCH] += 120
    return np.clip(pictures, 0, 255).astype("uint8"), y, corners


def bundle_of(model, folder):
    folder.mkdir(exist_ok=True)
    write_picture_onnx(looking(flip=False, shift=False)(model), folder / "model.onnx")
    Schema(
        task="images",
        template="images",
        fields=(Field(name="picture", kind="picture", role="feature"),),
        outcome=Outcome(classes=("plain", "patch", "never")),
        encoder=picture_encoder(SIDE, SIDE, "L"),
    ).save(folder / "schema.json")
    return Bundle.load(folder)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A small residual network that has learnt to find the patch."""
    folder = tmp_path_factory.mktemp("trained")
    x, y, _ = planted(np.random.default_rng(0), COUNT)
    hparams = ResNet(width=8, depth=0, epochs=12, shift=0.0, average=0.0, batch_size=20)
    model = resnet.build(hparams, (SIDE, SIDE, 1), 3)
    arrays = Arrays({"pictures": x}, y)
    (folder / "checkpoints").mkdir()
    fit(
        model,
        arrays,
        arrays,
        hparams,
        emit=lambda *_, **__: None,
        stopped=lambda: False,
        on_epoch=lambda _, scores: {"select": float((scores.argmax(1) == y).mean())},
        checkpoints=folder / "checkpoints",
        resume=False,
    )
    return bundle_of(model, folder / "bundle")


def test_the_planted_patch_is_found(trained):
    x, y, corners = planted(np.random.default_rng(1), 40)
    assert (trained.score(encode_pictures(x, trained.schema.encoder)).argmax(1) == y).mean() > 0.9
    inside = []
    for row in np.flatnonzero(y):
        found = evidence_of(trained, x[row], 1)
        assert found.kind == "activation"
        assert found.heat.shape == (SIDE, SIDE)
        top, left = corners[row]
        down, across = np.unravel_index(found.heat.argmax(), found.heat.shape)
        inside.append(top - 4 <= down < top + PATCH + 4 and left - 4 <= across < left + PATCH + 4)
    assert np.mean(inside) > 0.9


def test_the_mean_of_the_map_is_the_logit(trained):
    x, _, _ = planted(np.random.default_rng(2), 10)
    tensors = encode_pictures(x, trained.schema.encoder)
    logits = trained.regions(tensors).mean((1, 2))
    assert np.allclose(np.log(trained.score(tensors)), logits - np.logaddexp.reduce(logits, axis=1)[:, None], atol=1e-4)
    for named in range(3):
        against = for_class(trained.regions(tensors), named).mean((1, 2))
        assert np.allclose(against, logits[:, named] - logits.mean(1), atol=1e-5)


def test_random_weights_give_another_map(trained, tmp_path):
    x, y, _ = planted(np.random.default_rng(3), 20)
    random = bundle_of(resnet.build(ResNet(width=8, depth=0, seed=5), (SIDE, SIDE, 1), 3), tmp_path / "random")
    alike = [
        np.corrcoef(evidence_of(trained, x[row], 1).heat.ravel(), evidence_of(random, x[row], 1).heat.ravel())[0, 1]
        for row in np.flatnonzero(y)
    ]
    assert np.mean(alike) < 0.6


def test_a_network_without_a_mean_over_places_is_asked_by_covering(tmp_path):
    x, _, _ = planted(np.random.default_rng(4), 2)
    bundle = bundle_of(cnn.build(CNN(), (SIDE, SIDE, 1), 3), tmp_path / "classic")
    assert bundle.regions(encode_pictures(x, bundle.schema.encoder)) is None
    found = evidence_of(bundle, x[1], 1)
    assert found.kind == "occlusion"
    assert found.heat.shape == (SIDE, SIDE)


def test_coarse_places_lie_where_they_belong():
    cells = np.zeros((4, 4), "float32")
    cells[0, 3] = 1
    heat = spread_out(cells, (40, 60))
    assert heat.shape == (40, 60)
    assert heat[:10, 45:].mean() > 0.4
    assert heat[20:].max() == 0
