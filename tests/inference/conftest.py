from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pyarrow as pa
import pytest
from onnx import TensorProto, helper, numpy_helper

from bigmodel.inference.table import fit_encoder
from bigmodel.spec import Field, Outcome, Schema

FIELDS = (
    Field(name="amount", kind="number", role="feature"),
    Field(name="shop", kind="category", role="feature"),
)


def write_linear_model(path: Path, weights: np.ndarray, classes: int) -> None:
    """softmax(numbers with NaN as 0 @ weights + the sum of codes), a stand-in for a trained network."""
    nodes = [
        helper.make_node("IsNaN", ["numbers"], ["gone"]),
        helper.make_node("Where", ["gone", "zero", "numbers"], ["filled"]),
        helper.make_node("MatMul", ["filled", "weights"], ["product"]),
        helper.make_node("Cast", ["codes"], ["float_codes"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["float_codes", "axes"], ["code_sum"], keepdims=1),
        helper.make_node("Mul", ["code_sum", "signs"], ["shift"]),
        helper.make_node("Add", ["product", "shift"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["scores"], axis=1),
    ]
    constants = [
        numpy_helper.from_array(np.float32(0), "zero"),
        numpy_helper.from_array(weights.astype(np.float32), "weights"),
        numpy_helper.from_array(np.array([1]), "axes"),
        numpy_helper.from_array(np.arange(classes, dtype=np.float32), "signs"),
    ]
    graph = helper.make_graph(
        nodes,
        "linear",
        [
            helper.make_tensor_value_info("numbers", TensorProto.FLOAT, ["n", len(weights)]),
            helper.make_tensor_value_info("codes", TensorProto.INT32, ["n", "c"]),
        ],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", classes])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, path)


@pytest.fixture
def training() -> pa.Table:
    return pa.table({"id": range(8), "amount": [1.0, 2, 3, 4, 5, 6, None, 8], "shop": list("aaabbbcc")})


@pytest.fixture
def make_bundle(tmp_path: Path, training: pa.Table) -> Callable[..., Path]:
    def make(classes: tuple[str, ...] = ("no", "yes"), outputs: int | None = None) -> Path:
        encoder = fit_encoder(training, FIELDS)
        schema = Schema(
            task="tabular",
            template="any",
            fields=FIELDS,
            outcome=Outcome(classes=classes),
            encoder=encoder,
            threshold=0.5 if len(classes) == 2 else None,
        )
        schema.save(tmp_path / "schema.json")
        width = outputs or len(classes)
        write_linear_model(tmp_path / "model.onnx", np.arange(width)[None, :] / 10, width)
        return tmp_path

    return make
