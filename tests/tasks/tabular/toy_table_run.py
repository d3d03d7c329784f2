"""A finished run on a small table with a real bundle, made without training."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import pyarrow as pa
from onnx import TensorProto, helper, numpy_helper

from bigmodel.data.split import split_rows
from bigmodel.evaluation.decision import best_threshold
from bigmodel.evaluation.judge import judge
from bigmodel.inference.bundle import MODEL, SCHEMA, Bundle
from bigmodel.inference.table import encode_table, fit_encoder, number_names
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, write_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Costs, Field, Outcome, Plan, Schema, Split, Words
from bigmodel.tasks.tabular.columns import LEARNT, amounts, times
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.targets import class_indices

ROLES = {"id": "id", "time": "time", "amount": "amount", "age": "feature", "channel": "feature", "fraud": "target"}
KINDS = {"id": "text", "time": "date", "amount": "number", "age": "number"}


def toy_table(rows: int, classes: int = 2, seed: int = 0, idle: Sequence[str] = ()) -> pa.Table:
    """Payments whose outcome follows from amount, channel and hour, more or less; ``idle`` columns hold years."""
    random = np.random.default_rng(seed)
    amount = random.lognormal(4, 0.8, rows).round(2)
    channel = random.choice(["shop", "online", "phone"], rows, p=[0.6, 0.3, 0.1])
    minutes = np.sort(random.integers(0, 60 * 24 * 40, rows))
    time = np.datetime64("2025-03-03", "us") + minutes.astype("timedelta64[m]")
    lean = np.log(amount) - 4 + (channel == "online") + random.normal(0, 0.5, rows)
    cuts = [1.1] if classes == 2 else np.quantile(lean, np.arange(1, classes) / classes)
    return pa.table(
        {
            "id": [f"T{row}" for row in range(rows)],
            "time": pa.array(time, pa.timestamp("us")),
            "amount": amount,
            "age": pa.array(
                np.where(random.random(rows) < 0.05, np.nan, random.integers(18, 90, rows)), from_pandas=True
            ),
            "channel": channel.tolist(),
            **{
                name: np.random.default_rng(place).integers(1990, 1993 + 2 * place, rows)
                for place, name in enumerate(idle)
            },
            "fraud": np.searchsorted(cuts, lean).astype(np.int64),
        }
    )


def toy_run(
    workspace: Workspace,
    rows: int = 1_200,
    classes: int = 2,
    costs: Costs | None = None,
    *,
    idle: Sequence[str] = (),
    words: Words | None = None,
) -> RunFolder:
    """A finished run in a workspace: dataset, bundle, scores and report.

    Args:
        workspace: Where it is put.
        rows: Rows of the dataset.
        classes: Number of classes.
        costs: What mistakes cost.
        idle: Further columns, numbers that look like years, at which the model does not look.
        words: What its cases are called.
    """
    kinds, roles = {**KINDS, **dict.fromkeys(idle, "number")}, {**ROLES, **dict.fromkeys(idle, "feature")}

    def fill(folder: Path) -> tuple[int, int, str]:
        data = TableDataset.create(toy_table(rows, classes, idle=idle), folder)
        return len(data), data.columns, data.fingerprint

    record = workspace.datasets.add("payments.csv", "tabular", "fraud", fill)
    plan = Plan(
        template="fraud",
        fields=tuple(Field(name=name, kind=kinds.get(name, "category"), role=role) for name, role in roles.items()),
        outcome=Outcome(classes=tuple(map(str, range(classes)))),
        split=Split(validation=0.4, test=0.2),
        network="mlp",
        costs=costs or Costs(miss_is_amount=True),
    )
    run = workspace.new_run("tabular", "module:function", plan, record, seed=0, words=words)
    data = TableDataset(workspace.datasets.folder(record.id))
    whole = data.as_planned(plan)
    parts = split_rows(whole, plan)
    learnt = [field for field in plan.fields if field.role in LEARNT]
    encoder = fit_encoder(whole.take(pa.array(parts.train)), learnt)
    encoder["reading"] = data.reading.model_dump(mode="json")
    run.bundle.mkdir()
    schema = Schema(task="tabular", template="fraud", fields=plan.fields, outcome=plan.outcome, encoder=encoder)
    schema.save(run.bundle / SCHEMA)
    write_model(run.bundle / MODEL, number_names(encoder), classes)
    y, bundle = class_indices(whole, plan, plan.outcome), Bundle.load(run.bundle)
    cases = {}
    for part in ("validation", "test"):
        places = getattr(parts, part)
        table = whole.take(pa.array(places))
        score = bundle.score(encode_table(table, encoder))
        cases[part] = CaseScores(places, y[places], score, amounts(table, plan), times(table, plan))
        write_cases(run, part, cases[part])
    held = cases["validation"]
    threshold = best_threshold(held.y, held.score, held.amount, plan.costs) if classes == 2 else None
    schema.model_copy(update={"threshold": threshold}).save(run.bundle / SCHEMA)
    counts = {name: np.bincount(y[getattr(parts, name)], minlength=classes).tolist() for name in ("train", *cases)}
    report = judge(
        outcome=plan.outcome,
        costs=plan.costs,
        threshold=threshold,
        **cases,
        baselines={},
        counts=counts,
        best_epoch=1,
        epochs=2,
        seconds=1.0,
    )
    report.save(run.report_path)
    run.set_status("finished")
    return run


def write_model(path: Path, numbers: list[str], classes: int, burden: int = 1) -> None:
    """Softmax over classes of the logarithm of the amount, some age and the channel, times the class's number.

    Args:
        path: The file.
        numbers: Columns of the input ``numbers``.
        classes: Number of classes.
        burden: The model multiplies a row by a matrix of this width, which changes nothing and takes long.
    """
    pick = np.array([[1.0 if name == "amount" else 0.0] for name in numbers], np.float32)
    age = np.array([[0.004 if name == "age" else 0.0] for name in numbers], np.float32)
    constants = {
        "one": np.float32(1),
        "pick": pick,
        "age": age,
        "axes": np.array([1]),
        "shift": np.float32(5),
        "wide": np.zeros((1, burden), np.float32),
        "burden": np.zeros((burden, burden), np.float32),
        "narrow": np.zeros((burden, 1), np.float32),
        "two": np.float32(2),
        "classes": np.arange(classes, dtype=np.float32)[None, :] * 3 / max(1, classes - 1),
    }
    nodes = [
        helper.make_node("IsNaN", ["numbers"], ["gone"]),
        helper.make_node("Where", ["gone", "one", "numbers"], ["filled"]),
        helper.make_node("MatMul", ["filled", "pick"], ["amount"]),
        helper.make_node("Abs", ["amount"], ["positive"]),
        helper.make_node("Add", ["positive", "one"], ["more"]),
        helper.make_node("Log", ["more"], ["lean"]),
        helper.make_node("MatMul", ["filled", "age"], ["aged"]),
        helper.make_node("Add", ["lean", "aged"], ["both"]),
        helper.make_node("Cast", ["codes"], ["coded"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["coded", "axes"], ["code"], keepdims=1),
        helper.make_node("Mod", ["code", "two"], ["odd"], fmod=1),
        helper.make_node("Sub", ["both", "shift"], ["centred"]),
        helper.make_node("Sub", ["centred", "odd"], ["light"]),
        helper.make_node("MatMul", ["light", "wide"], ["widened"]),
        helper.make_node("MatMul", ["widened", "burden"], ["burdened"]),
        helper.make_node("MatMul", ["burdened", "narrow"], ["nothing"]),
        helper.make_node("Add", ["light", "nothing"], ["logit"]),
        helper.make_node("Mul", ["logit", "classes"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["scores"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "toy",
        [
            helper.make_tensor_value_info("numbers", TensorProto.FLOAT, ["n", len(numbers)]),
            helper.make_tensor_value_info("codes", TensorProto.INT32, ["n", "c"]),
        ],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", classes])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, path)
