import keras
import numpy as np
import onnx
import onnxruntime
import pytest

from bigmodel.networks import resnet
from bigmodel.networks.looks import looking
from bigmodel.networks.normalise import FusedNormalization
from bigmodel.spec import Problem
from bigmodel.spec.hparams import ResNet
from bigmodel.training.export import export_bundle


def pictures(*shape):
    return np.random.default_rng(0).integers(0, 256, size=shape).astype("uint8")


@pytest.mark.parametrize("shape", [(28, 28, 1), (8, 8, 1), (32, 48, 3), (4, 4, 1), (70, 65, 1)])
@pytest.mark.parametrize("coarse", [True, False])
def test_the_network_takes_pictures_of_any_reasonable_size(shape, coarse):
    model = resnet.build(ResNet(width=4, coarse=coarse), shape, 7)
    assert model({"pictures": pictures(5, *shape)}, training=False).shape == (5, 1, 7)


def test_tiny_pictures_are_refused():
    with pytest.raises(Problem, match="3 x 2 pixels are too small"):
        resnet.build(ResNet(), (2, 3, 1), 2)


def test_the_shipped_files_answer_alike_and_know_nothing_of_changed_pictures(tmp_path):
    hparams = ResNet(width=4, flip=True, rotation=30.0, brightness=0.3)
    model = resnet.build(hparams, (12, 12, 1), 3)
    batch = {"pictures": pictures(20, 12, 12, 1)}
    export_bundle(model, tmp_path, batch, looking(flip=True, shift=True))
    (scores,) = onnxruntime.InferenceSession(str(tmp_path / "model.onnx")).run(["scores"], batch)
    again = keras.models.load_model(tmp_path / "model.keras")
    assert np.abs(np.asarray(again(batch)) - scores).max() < 1e-5
    graph = onnx.load(tmp_path / "model.onnx").graph
    assert not {node.op_type for node in graph.node} & {"RandomUniform", "RandomUniformLike", "GridSample"}
    assert [put.name for put in graph.input] == ["pictures"]


def test_a_mirrored_picture_has_the_same_answer_where_mirroring_is_allowed():
    model = resnet.build(ResNet(width=4), (12, 12, 1), 3)
    batch = pictures(6, 12, 12, 1)
    both = looking(flip=True, shift=False)(model)
    assert np.allclose(both({"pictures": batch}), both({"pictures": batch[:, :, ::-1]}), atol=1e-6)
    one = looking(flip=False, shift=False)(model)
    assert not np.allclose(one({"pictures": batch}), one({"pictures": batch[:, :, ::-1]}), atol=1e-4)


def test_one_operation_normalises_as_keras_does():
    values = np.random.default_rng(1).normal(3, 2, (8, 5, 5, 4)).astype("float32")
    ours, theirs = FusedNormalization(momentum=0.9), keras.layers.BatchNormalization(momentum=0.9)
    assert np.allclose(ours(values, training=True), theirs(values, training=True), atol=1e-4)
    assert np.allclose(ours(values, training=False), theirs(values, training=False), atol=0.02)


@pytest.mark.parametrize(("rows", "batch", "epochs"), [(100, 32, 40), (9_000, 128, 27), (54_000, 256, 4)])
def test_epochs_and_batch_follow_the_number_of_pictures_unless_they_are_given(rows, batch, epochs):
    assert ResNet().rows_a_step(rows) == batch
    assert ResNet().for_rows(rows).epochs == epochs
    assert ResNet(epochs=3, batch_size=7).for_rows(rows).epochs == 3


def test_in_few_passes_the_network_is_narrower_and_pictures_stay_in_place_unless_chosen():
    many, few = ResNet().for_rows(9_000), ResNet().for_rows(54_000)
    assert (many.channels, many.shift) == (32, 0.07)
    assert (few.channels, few.shift) == (16, 0.0)
    assert few.for_rows(9_000) == few
    chosen = ResNet(width=24, shift=0.07).for_rows(54_000)
    assert (chosen.channels, chosen.shift) == (24, 0.07)
    wide, narrow = (resnet.build(ResNet(epochs=each), (28, 28, 1), 10).count_params() for each in (8, 7))
    assert wide > 3 * narrow
