import keras
import numpy as np
import pytest

from bigmodel.networks import cnn
from bigmodel.networks.precision import fast_bfloat16
from bigmodel.networks.serving import in_float32, serving
from bigmodel.spec import Problem
from bigmodel.spec.hparams import CNN


def pictures(*shape):
    return np.random.default_rng(0).integers(0, 256, size=shape).astype("uint8")


@pytest.mark.parametrize("shape", [(28, 28, 1), (8, 8, 1), (32, 48, 3), (4, 4, 1)])
def test_the_network_takes_pictures_of_any_reasonable_size(shape):
    model = cnn.build(CNN(dropout=0.2), shape, 7)
    answer = model({"pictures": pictures(5, *shape)}, training=False)
    assert answer.shape == (5, 1, 7)
    assert answer.dtype == "float32"


def test_it_is_the_network_of_the_tutorials():
    model = cnn.build(CNN(), (28, 28, 1), 10)
    assert model.count_params() == 93_322


def test_tiny_pictures_are_refused():
    with pytest.raises(Problem, match="3 x 2 pixels are too small"):
        cnn.build(CNN(), (2, 3, 1), 2)


def test_a_network_in_bfloat16_ships_in_float32_with_the_same_weights(monkeypatch):
    monkeypatch.setattr(cnn, "fast_bfloat16", lambda: True)
    model = cnn.build(CNN(), (28, 28, 1), 10)
    assert model.get_layer("conv_1").compute_dtype == "bfloat16"
    rebuilt = in_float32(model)
    assert {layer.compute_dtype for layer in rebuilt.layers} == {"float32"}
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), rebuilt.get_weights(), strict=True))
    batch = {"pictures": pictures(20, 28, 28, 1)}
    rough = np.asarray(keras.ops.softmax(model(batch, training=False)))[:, 0]
    assert np.allclose(np.asarray(serving(model)(batch)), rough, atol=0.02)


def test_bfloat16_is_chosen_by_the_processors_flags(tmp_path):
    with_it, without = tmp_path / "with", tmp_path / "without"
    with_it.write_text("model name : X\nflags\t\t: fpu avx512_bf16 sse\n")
    without.write_text("flags\t\t: fpu avx2\n")
    assert fast_bfloat16(with_it)
    assert not fast_bfloat16(without)
    assert not fast_bfloat16(tmp_path / "absent")
