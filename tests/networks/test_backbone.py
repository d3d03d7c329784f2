import pickle

import keras
import numpy as np
import onnxruntime
import pytest

from bigmodel.networks import backbone, pretrained_weights
from bigmodel.networks.efficientnet_lite import BLOCKS, tail, trunk
from bigmodel.spec import Problem
from bigmodel.spec.hparams import Backbone
from bigmodel.training.export import export_bundle

SHAPE = (20, 24, 3)
SMALL = {"side": 64}
REFERENCE_AT = [872, 974, 1042, 462, 29, 900]
REFERENCE = [5.84967, 4.68281, 3.43447, 3.42912, 3.07299, 2.44516]
"""The largest features of a ramp of brightness, as the weights gave them when they were first checked."""


def pictures(count=6):
    return np.random.default_rng(0).integers(0, 256, (count, *SHAPE)).astype("uint8")


def test_a_changed_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    content = bytearray(pretrained_weights._find().read_bytes())
    content[-1] ^= 1
    changed = tmp_path / "changed.pth"
    changed.write_bytes(content)
    monkeypatch.setattr(pretrained_weights, "parse", lambda content: pytest.fail("it was read"))
    with pytest.raises(Problem, match="not the ones that are known"):
        pretrained_weights.read(changed)


class Harmful:
    def __reduce__(self):
        return (print, ("harm",))


@pytest.mark.parametrize("content", [pickle.dumps(Harmful()), pickle.dumps(1), b"", b"PK\x03\x04", pickle.dumps({})])
def test_nothing_but_tensors_is_unpickled(content, capsys):
    with pytest.raises(Problem, match="can't be read"):
        pretrained_weights.parse(content)
    assert not capsys.readouterr().out


def test_a_missing_package_is_said_with_the_remedy(monkeypatch):
    pretrained_weights._find.cache_clear()
    monkeypatch.setattr(pretrained_weights, "PACKAGE", "no-such-package-of-weights")
    with pytest.raises(Problem, match="not installed"):
        pretrained_weights.weights()
    pretrained_weights._find.cache_clear()


def test_every_tensor_of_the_network_is_used_and_features_stay_what_they_were():
    model = trunk(64)
    used = sum(int(np.prod(weight.shape)) for weight in model.weights)
    given = pretrained_weights.weights()
    assert used == sum(
        value.size
        for name, value in given.items()
        if not name.endswith("num_batches_tracked") and not name.startswith("_fc")
    )
    assert not model.trainable_variables
    ramp = np.linspace(0, 255, 64 * 64 * 3, dtype="float32").reshape(1, 64, 64, 3)
    features = np.asarray(model(ramp))[0]
    assert features.shape == (1280,)
    assert np.allclose(features[REFERENCE_AT], REFERENCE, atol=1e-4)


def test_both_halves_together_are_the_whole():
    scaled = np.random.default_rng(1).uniform(0, 255, (2, 64, 64, 3)).astype("float32")
    first = trunk(64, backbone.TUNED)
    second = tail(first.output.shape[1:], backbone.TUNED)
    assert np.allclose(second(first(scaled)), trunk(64, BLOCKS)(scaled), atol=1e-5)
    assert not any("norm" in weight.path for weight in second.trainable_variables)


@pytest.mark.parametrize("values", [{}, {"fine_tune": True}, {"flip": True, "dropout": 0.2}])
def test_what_ships_goes_from_pixels_to_answers_and_reloads_the_same(tmp_path, values):
    hparams = Backbone(**SMALL, **values)
    body = backbone.frozen(hparams, SHAPE)
    inner = np.asarray(body(pictures()))[:, None]
    copies = np.concatenate([inner, inner], axis=1) if hparams.flip else inner
    model = backbone.build(hparams, copies.shape[1:], 3)
    model.get_layer("head").kernel.assign(np.random.default_rng(2).normal(0, 20, (1280, 3)))
    export_bundle(model, tmp_path, {"pictures": pictures()}, backbone.joining(hparams, body))
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    (scores,) = session.run(["scores"], {"pictures": pictures()})
    again = keras.models.load_model(tmp_path / "model.keras")
    assert scores.shape == (6, 3)
    assert np.ptp(scores, axis=0).max() > 1e-3
    assert np.abs(np.asarray(again({"pictures": pictures()})) - scores).max() < 1e-5
    if not hparams.flip:
        trained = keras.ops.softmax(model({"inner": copies}, training=False))
        assert np.abs(np.asarray(trained)[:, 0] - scores).max() < 1e-5


def test_the_head_starts_from_a_logistic_regression():
    hparams = Backbone(**SMALL, fine_tune=True)
    body = backbone.frozen(hparams, SHAPE)
    shown = pictures(16)
    y = np.arange(16, dtype="int32") % 2
    shown[y == 1] //= 4
    inner = np.asarray(body(shown))[:, None]
    model = backbone.build(hparams, inner.shape[1:], 2)
    backbone.start_head(model, inner, y)
    assert np.mean(np.asarray(model({"inner": inner}))[:, 0].argmax(1) == y) == 1


def test_grey_pictures_are_looked_at_as_colour():
    grey = pictures()[..., :1]
    body = backbone.frozen(Backbone(**SMALL), (*SHAPE[:2], 1))
    same = backbone.frozen(Backbone(**SMALL), SHAPE)(np.repeat(grey, 3, axis=3))
    assert np.allclose(body(grey), same, atol=1e-5)


def test_the_size_of_grey_pictures_survives_the_export(tmp_path):
    # From 96 to 160 pixels, not a whole number of times: a pixel was once lost on the way to ONNX.
    shape, grey = (96, 96, 1), np.random.default_rng(3).integers(0, 256, (3, 96, 96, 1)).astype("uint8")
    hparams = Backbone(side=160)
    body = backbone.frozen(hparams, shape)
    inner = np.asarray(body(grey))[:, None]
    model = backbone.build(hparams, inner.shape[1:], 2)
    export_bundle(model, tmp_path, {"pictures": grey}, backbone.joining(hparams, body))
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    assert session.run(["scores"], {"pictures": grey})[0].shape == (3, 2)
