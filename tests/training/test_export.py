import keras
import numpy as np
import onnxruntime
import pytest

from bigmodel.networks import cnn, mlp, tabm
from bigmodel.networks.inputs import TableInputs
from bigmodel.spec import Problem
from bigmodel.spec.hparams import CNN, MLP, TabM
from bigmodel.training import export
from bigmodel.training.export import export_bundle


def table(numbers=3, codes=2):
    random = np.random.default_rng(1)
    values = random.normal(size=(300, numbers)).astype("float32")
    values[::7] = np.nan
    return {"numbers": values, "codes": random.integers(0, 9, size=(300, codes)).astype("int32")}


def network(name, example):
    if name == "cnn":
        return cnn.build(CNN(), (28, 28, 1), 10)
    inputs = TableInputs.fit(example["numbers"], example["codes"], [9] * example["codes"].shape[1])
    return mlp.build(MLP(width=16), inputs, 3) if name == "mlp" else tabm.build(TabM(width=16), inputs, 2)


@pytest.mark.parametrize(
    ("name", "example"),
    [
        ("cnn", {"pictures": np.random.default_rng(0).integers(0, 256, (300, 28, 28, 1)).astype("uint8")}),
        ("mlp", table()),
        ("tabm", table()),
        ("tabm", table(numbers=0)),
        ("tabm", table(codes=0)),
    ],
)
def test_both_files_answer_like_the_network_for_any_number_of_rows(tmp_path, name, example):
    model = network(name, example)
    export_bundle(model, tmp_path, {key: value[:20] for key, value in example.items()})
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    (scores,) = session.run(["scores"], example)
    again = keras.models.load_model(tmp_path / "model.keras")
    assert np.abs(np.asarray(again(example)) - scores).max() < 1e-5
    assert np.allclose(scores.sum(1), 1, atol=1e-5)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.keras", "model.onnx"]


def test_a_file_that_answers_differently_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "TOLERANCE", -1.0)
    example = table()
    with pytest.raises(Problem, match="answers differently"):
        export_bundle(network("mlp", example), tmp_path, example)
