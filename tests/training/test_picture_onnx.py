"""The networks for pictures as ONNX, against Keras."""

import keras
import numpy as np
import onnxruntime
import pytest

from bigmodel.networks import backbone, cnn, resnet
from bigmodel.networks.looks import looking
from bigmodel.networks.serving import in_float32
from bigmodel.spec.hparams import CNN, Backbone, ResNet
from bigmodel.training.picture_onnx import onnx_of, write_picture_onnx

CLASSES = 3


def pictures(shape, count=5):
    return np.random.default_rng(0).integers(0, 256, (count, *shape)).astype("uint8")


def classic(shape):
    return looking(flip=False, shift=False)(cnn.build(CNN(), shape, CLASSES)), None


def residual(shape, flip=False, shift=False):
    model = resnet.build(ResNet(width=8), shape, CLASSES)
    random = np.random.default_rng(1)
    for variable in model.variables:  # as after a training: normalisation is not what it starts as
        if "norm" in variable.path:
            variable.assign(random.uniform(0.5, 1.5, variable.shape))
    exact = in_float32(model)
    return looking(flip=flip, shift=shift)(model), lambda shown: exact({"pictures": shown}, training=False)


def pretrained(shape, **values):
    hparams = Backbone(side=64, **values)
    body = backbone.frozen(hparams, shape)
    model = backbone.build(hparams, (1 + hparams.flip, *body.output.shape[1:]), CLASSES)
    model.get_layer("head").kernel.assign(np.random.default_rng(2).normal(0, 3, (1280, CLASSES)))

    def logits(shown):
        inner = np.asarray(body(shown))[:, None].repeat(1 + hparams.flip, axis=1)
        return model({"inner": inner}, training=False)

    return backbone.joining(hparams, body)(model), logits


SHIPPED = {
    "classic": lambda: classic((28, 28, 1)),
    "classic, tiny": lambda: classic((8, 9, 3)),
    "residual": lambda: residual((28, 28, 1)),
    "residual, halved twice": lambda: residual((70, 66, 1)),
    "residual, all looks": lambda: residual((30, 20, 3), flip=True, shift=True),
    "residual, moved": lambda: residual((30, 20, 3), shift=True),
    "pretrained": lambda: pretrained((20, 24, 3)),
    "pretrained, grey": lambda: pretrained((96, 96, 1)),
    "pretrained, at its size": lambda: pretrained((64, 64, 3)),
    "pretrained, mirrored": lambda: pretrained((20, 24, 3), flip=True),
    "pretrained, last blocks trained": lambda: pretrained((20, 24, 3), fine_tune=True, dropout=0.2),
}


@pytest.fixture(scope="module", params=SHIPPED)
def written(request, tmp_path_factory):
    """A model that ships, its file opened, pictures, and what gives their logits (None for the classic network)."""
    shipped, logits = SHIPPED[request.param]()
    path = tmp_path_factory.mktemp("onnx") / "model.onnx"
    write_picture_onnx(shipped, path)
    (pixels,) = shipped.inputs
    return shipped, onnxruntime.InferenceSession(str(path)), pictures(pixels.shape[1:]), logits


def test_it_answers_as_keras_does(written):
    shipped, session, shown, _ = written
    (scores,) = session.run(["scores"], {"pictures": shown})
    assert np.abs(np.asarray(shipped({"pictures": shown}, training=False)) - scores).max() < 1e-5
    assert np.ptp(scores, axis=0).max() > 1e-3


def test_any_number_of_pictures_is_taken(written):
    _, session, shown, _ = written
    whole, one = (session.run(["scores"], {"pictures": some})[0] for some in (shown, shown[1:2]))
    assert np.abs(whole[1:2] - one).max() < 1e-5


def test_the_mean_over_places_is_the_logit_of_the_picture_as_it_is(written):
    _, session, shown, logits = written
    if logits is None:
        assert [output.name for output in session.get_outputs()] == ["scores"]
        return
    (regions,) = session.run(["regions"], {"pictures": shown})
    expected = np.asarray(logits(shown))[:, 0]
    assert regions.shape[0] == len(shown)
    assert regions.shape[3] == CLASSES
    assert min(regions.shape[1:3]) > 1
    assert np.abs(regions.mean((1, 2)) - expected).max() < 1e-5 * max(1, np.abs(expected).max())


def test_the_frozen_part_gives_what_keras_gives_in_keras_order_of_axes():
    for values in ({}, {"fine_tune": True}):
        body = backbone.frozen(Backbone(side=64, **values), (20, 24, 3))
        shown = pictures((20, 24, 3))
        session = onnxruntime.InferenceSession(onnx_of(body, "inner"))
        expected = np.asarray(body(shown))
        (inner,) = session.run(["inner"], {"pictures": shown})
        assert inner.shape == expected.shape
        assert np.abs(inner - expected).max() < 1e-4 * np.abs(expected).max()


def test_a_layer_without_counterpart_is_refused_by_name():
    put = keras.Input((8, 8, 3), dtype="uint8", name="pictures")
    with pytest.raises(NotImplementedError, match="LayerNormalization"):
        onnx_of(keras.Model(put, keras.layers.LayerNormalization()(put)), "scores")
