"""A finished run that ranks, with a model that can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from bigmodel.evaluation.ranking import by_length, compare_ranks, measure_ranks
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.histories import history_encoder
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.ranks import CaseRanks, Ranked, write_ranks
from bigmodel.spec import Outcome, Plan, Report, RunSpec, Schema, Words
from bigmodel.tasks.interactions.histories import Histories, RankingCases
from bigmodel.tasks.interactions.judged import describe_lists, rank_by_bundle

ITEMS, LENGTH, USERS = 30, 5, 40
WORDS = Words(case="customer", cases="customers")
HOSTILE = "<script>alert(1)</script> **x**"


def write_bundle(folder: Path, repeats: bool = True) -> Bundle:
    """A model in which each item speaks for the next one, and for the one after it half as much."""
    folder.mkdir(parents=True)
    table = np.zeros((ITEMS + 1, ITEMS), np.float32)
    for code in range(1, ITEMS + 1):
        table[code, code % ITEMS] = 1.0
        table[code, (code + 1) % ITEMS] = 0.5
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["table", "history"], ["spoken"]),
            helper.make_node("ReduceSum", ["spoken", "axis"], ["scores"], keepdims=0),
        ],
        "toy",
        [helper.make_tensor_value_info("history", TensorProto.INT32, [None, LENGTH])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [None, ITEMS])],
        [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([1], np.int64), "axis")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, folder / "model.onnx")
    items = [f"P{number}" for number in range(ITEMS)]
    titles = [HOSTILE, *(f"Thing {number}" for number in range(1, ITEMS))]
    encoder = history_encoder(items, LENGTH, titles, repeats=repeats) | {"counts": list(range(ITEMS, 0, -1))}
    outcome = Outcome(kind="ranking")
    Schema(task="interactions", template="shop", fields=(), outcome=outcome, encoder=encoder).save(
        folder / "schema.json"
    )
    return Bundle.load(folder)


def made_up() -> dict[str, Ranked]:
    """Ranks and lists of 40 customers that say which is which."""
    top = np.tile(np.arange(10, dtype=np.int32), (USERS, 1))
    rank = np.arange(1, USERS + 1, dtype=np.float32)
    return {
        "model": Ranked((rank + 1) // 2, top + 3),
        "popularity": Ranked(rank, top),
        "ease": Ranked((rank + 2) // 2, top + 1),
    }


def write_run(path: Path, models: Mapping[str, Ranked] | None = None, repeats: bool = True) -> RunFolder:
    """A finished run of 40 customers.

    Args:
        path: The run's folder.
        models: Ranks by model; None ranks by the bundle.
        repeats: Whether what was chosen may be suggested again.
    """
    folder = RunFolder(path)
    bundle = write_bundle(folder.bundle, repeats)
    random = np.random.default_rng(0)
    history = [random.integers(0, ITEMS, size).astype(np.int32) for size in random.integers(1, 20, USERS)]
    target = random.integers(0, ITEMS, USERS).astype(np.int32)
    if models is None:
        starts = np.concatenate([[0], np.cumsum([len(each) for each in history])]).astype(np.int64)
        codes = Histories((np.concatenate(history) + 1).astype(np.int32), starts)
        asked = RankingCases(np.arange(USERS), codes, target + np.int32(1), np.arange(USERS))
        models = {"model": rank_by_bundle(bundle, asked)}
    day = [np.datetime64("2025-01-01") + np.arange(len(each)) // 2 for each in history]
    cases = CaseRanks(tuple(f"C{number}" for number in range(USERS)), target, history, models, day)
    write_ranks(folder, cases)
    metrics = {name: measure_ranks(each.rank, each.top, ITEMS) for name, each in models.items()}
    counts = np.array(bundle.schema.encoder["counts"])
    Report(
        best_epoch=2,
        epochs=3,
        threshold=None,
        metrics={"validation": metrics["model"], "test": metrics["model"]},
        baselines={name: found for name, found in metrics.items() if name != "model"},
        counts={"train": [400], "validation": [USERS], "test": [USERS]},
        seconds=1.0,
        notes=["EASE is as good."],
        extra={
            "differences": {
                name: compare_ranks(models["model"].rank, each.rank) for name, each in models.items() if name != "model"
            },
            "lists": {name: describe_lists(each.top, counts) for name, each in models.items()},
            "chosen": {"popularity": 10.0},
            "activity": by_length({name: each.rank for name, each in models.items()}, cases.length),
            "repeats": repeats,
            "items": ITEMS,
        },
    ).save(folder.report_path)
    plan = Plan(template="shop", fields=(), outcome=Outcome(kind="ranking"), network="sasrec")
    RunSpec(
        run="run",
        created=0,
        task="interactions",
        trainer="t",
        dataset="d",
        dataset_name="d",
        fingerprint="f",
        rows=1,
        columns=1,
        plan=plan,
        words=WORDS,
        seed=0,
    ).save(folder.path / "spec.json")
    return folder


def workspace_run(home: Path) -> RunFolder:
    """The same as a run of the use case Recommendation in a workspace, without its dataset."""
    folder = write_run(home / "runs" / "calm-otter-12")
    spec = folder.spec()
    plan = spec.plan.model_copy(update={"template": "recommendation"})
    spec.model_copy(update={"run": folder.id, "plan": plan}).save(folder.path / "spec.json")
    folder.set_status("finished")
    return folder
