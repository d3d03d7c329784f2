import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from bigmodel.evaluation.ranking import by_length, compare_ranks, measure_ranks
from bigmodel.evaluation.sentence import answer
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.histories import history_encoder
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.ranks import CaseRanks, Ranked, read_ranks, write_ranks
from bigmodel.spec import Figure, Metric, Outcome, Plan, Problem, Report, RunSpec, Schema, Sentence, Table, Words
from bigmodel.tasks.interactions.judged import describe_lists
from bigmodel.tasks.interactions.suggest import suggest
from bigmodel.tasks.interactions.views import VIEWS
from bigmodel.tasks.interactions.views.headline import Headline
from bigmodel.tasks.interactions.views.list_length import ListLength
from bigmodel.tasks.interactions.views.newcomer import Newcomer
from bigmodel.tasks.interactions.views.person import Person
from bigmodel.tasks.interactions.views.reach import Reach

ITEMS, LENGTH, USERS = 30, 5, 40
WORDS = Words(case="customer", cases="customers")
HOSTILE = "<script>alert(1)</script> **x**"


def write_bundle(folder, repeats=True):
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


@pytest.fixture
def run(tmp_path):
    """A finished run of 40 customers."""
    folder = RunFolder(tmp_path / "run")
    bundle = write_bundle(folder.bundle)
    random = np.random.default_rng(0)
    history = [random.integers(0, ITEMS, size).astype(np.int32) for size in random.integers(1, 20, USERS)]
    target = random.integers(0, ITEMS, USERS).astype(np.int32)
    top = np.tile(np.arange(10, dtype=np.int32), (USERS, 1))
    rank = np.arange(1, USERS + 1, dtype=np.float32)
    models = {
        "model": Ranked((rank + 1) // 2, top + 3),
        "popularity": Ranked(rank, top),
        "ease": Ranked((rank + 2) // 2, top + 1),
    }
    cases = CaseRanks(tuple(f"C{number}" for number in range(USERS)), target, history, models)
    write_ranks(folder, cases)
    metrics = {name: measure_ranks(each.rank, each.top, ITEMS) for name, each in models.items()}
    counts = np.array(bundle.schema.encoder["counts"])
    Report(
        best_epoch=2,
        epochs=3,
        threshold=None,
        metrics={"validation": metrics["model"], "test": metrics.pop("model")},
        baselines=metrics,
        counts={"train": [400], "validation": [USERS], "test": [USERS]},
        seconds=1.0,
        notes=["EASE is as good."],
        extra={
            "differences": {"ease": compare_ranks(models["model"].rank, models["ease"].rank)},
            "lists": {name: describe_lists(each.top, counts) for name, each in models.items()},
            "chosen": {"popularity": 10.0},
            "activity": by_length({name: each.rank for name, each in models.items()}, cases.length),
            "repeats": True,
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


def shown(view, run, **values):
    given = {control.name: control.default for control in view.controls(run)} | values
    return view.blocks(run, None, WORDS, given)


def table(blocks, title=""):
    return next(block for block in blocks if isinstance(block, Table) and block.title == title).columns


def test_ranks_come_back_as_they_were_written(run):
    cases = read_ranks(run)
    assert cases.models["ease"].rank[:4].tolist() == [1, 2, 2, 3]
    assert cases.models["model"].top[0].tolist() == list(range(3, 13))
    assert [len(each) for each in cases.history] == cases.length.tolist()
    (run.scores / "test.parquet").write_bytes(b"no parquet")
    with pytest.raises(Problem, match="damaged"):
        read_ranks(run)


def test_the_answer_comes_first_and_beside_the_best_baseline(run):
    blocks = shown(Headline(), run)
    assert blocks[0].text == (
        "Of 100 customers, 50 find their next choice among ten suggestions; the bestseller list reaches 25."
    )
    cards = {block.title: block for block in blocks if isinstance(block, Metric)}
    assert cards["Base rate"].value == "25.0 %"
    assert "EASE 47.5 %" in cards["Hit rate@10"].beside
    assert any(isinstance(block, Sentence) and block.tone == "caution" for block in blocks)


def test_the_answer_holds_for_nobody_and_for_few(run):
    report = run.report()
    none = report.model_copy(update={"counts": {**report.counts, "test": [0]}})
    assert answer(none, WORDS) == "There are no customers to judge by."


def test_a_longer_list_finds_more(run):
    at_ten, at_one = (table(shown(ListLength(), run, k=k)) for k in (10, 1))
    assert at_ten["Model"][0] == "This model"
    assert at_ten["Hit rate"] == ["50.0 %", "25.0 %", "47.5 %"]
    assert at_one["Hit rate"] == ["5.00 %", "2.50 %", "2.50 %"]
    assert at_one["NDCG"][0] == at_one["Precision"][0] == "0.050"
    (figure,) = [block for block in shown(ListLength(), run, k=7) if isinstance(block, Figure)]
    assert figure.figure["layout"]["shapes"][0]["x0"] == 7


def test_the_suggestions_follow_from_the_history_with_the_reason_and_the_right_item(run):
    cases = read_ranks(run)
    place = int(np.argmax(cases.length > 5))
    blocks = shown(Person(), run, user=cases.user[place])
    last = cases.history[place][-LENGTH:].tolist()
    listed = table(blocks, "Suggestions")
    for item, reason in zip(listed["Item"][:3], listed["Because of"][:3], strict=True):
        column = int(item[1:])
        before = {f"Thing {(column - step) % ITEMS}" for step in (1, 2)} | {HOSTILE}
        assert reason in before
        assert {(column - 1) % ITEMS, (column - 2) % ITEMS} & set(last)
    target = f"P{cases.target[place]}"
    assert [item for item, mark in zip(listed["Item"], listed["Chosen next"], strict=True) if mark] in ([], [target])


def test_liking_and_removing_move_the_list_at_once(run):
    view = Person()
    user = read_ranks(run).user[0]
    labels = {label.rsplit("(", 1)[1][:-1]: label for label in view.controls(run)[1].options}
    before = table(shown(view, run, user=user), "Suggestions")["Item"]
    added = table(shown(view, run, user=user, add=(labels["P20"],) * 3), "Suggestions")
    assert added["Item"][0] == "P21"
    assert "Place before" in added
    removed = table(shown(view, run, user=user, remove=(labels[before[0]],)), "Suggestions")
    assert before[0] not in removed["Item"]


def test_somebody_new_begins_with_the_bestsellers(run):
    view = Newcomer()
    options = view.controls(run)[0].options
    assert options[0] == f"{HOSTILE} (P0)"
    start = table(shown(view, run), "Suggestions")
    assert start["Item"] == [f"P{number}" for number in range(10)]
    three = table(shown(view, run, chosen=(options[9], options[10], options[11])), "Suggestions")
    assert three["Item"][:2] == ["P11", "P12"]
    assert three["Because of"][0] in ("Thing 9", "Thing 10")


def test_reach_compares_what_is_shown_with_what_is_chosen(run):
    blocks = shown(Reach(), run)
    columns = table(blocks)
    assert columns["Model"] == ["This model", "Bestseller list", "EASE"]
    assert columns["Coverage@10"] == ["33.3 %"] * 3
    assert any("more often than" in block.text for block in blocks if isinstance(block, Sentence))


def test_without_repeats_what_stands_in_the_history_is_not_suggested(tmp_path):
    bundle = write_bundle(tmp_path / "bundle", repeats=False)
    history = [1, 2, 3]
    columns = [each.column for each in suggest(bundle, history)]
    assert columns[0] == 4
    assert not set(columns) & set(history)


def test_nothing_is_shown_before_there_is_a_result(run):
    run.report_path.unlink()
    for view in VIEWS:
        assert not view.controls(run)
        assert not view.blocks(run, None, WORDS, {})
