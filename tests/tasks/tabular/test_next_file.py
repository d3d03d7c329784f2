"""The section "Next month's file" on a run with a real bundle."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyarrow import csv
from toy_table_run import toy_run, toy_table

from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Metric, Problem, Sentence, Table, Words
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.next_file import NextFile

VIEW = NextFile()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def run(workspace):
    return toy_run(workspace, rows=3_000)


@pytest.fixture(scope="module")
def data(workspace, run):
    return TableDataset(workspace.datasets.folder(run.spec().dataset))


@pytest.fixture
def ask(run, data, tmp_path):
    def of(table, name="next.csv", **values):
        csv.write_csv(table, tmp_path / name)
        return VIEW.blocks(run, data, Words(), {"file": tmp_path / name, **values})

    return of


def said(blocks):
    return [block.text for block in blocks if isinstance(block, Sentence)]


def metrics(blocks):
    return {block.title: block for block in blocks if isinstance(block, Metric)}


def moves(blocks):
    table = next(each for each in blocks if isinstance(each, Table) and each.title == "What has moved")
    return dict(zip(table.columns["Column"], table.columns["What it did"], strict=True))


def times_two(table):
    return table.set_column(2, "amount", pc.multiply(table["amount"], 2.0))


def test_without_a_file_it_says_what_to_bring(run, data):
    assert [control.kind for control in VIEW.controls(run)] == ["file"]
    assert "next month's" in said(VIEW.blocks(run, data, Words(), {"file": None}))[1]


def test_more_of_the_same_has_not_moved_and_the_threshold_holds(ask):
    blocks = ask(toy_table(3_000, seed=5))
    assert set(moves(blocks).values()) == {"steady"}
    text = said(blocks)
    assert text[1].startswith("Of 100 cases flagged")
    assert "still holds" in text[2]
    assert text[3].startswith("No column has moved since training")
    cards = metrics(blocks)
    assert {"Cases", "Share flagged", "Alerts a day", "Base rate", "Precision", "Recall", "F1"} <= set(cards)
    assert cards["Columns that moved"].value == "0"
    assert cards["Cases"].beside == "validation: 1,200"
    assert "95 % interval" in cards["Precision"].help
    table = next(each for each in blocks if isinstance(each, Table) and "intervals" in each.title)
    assert list(table.columns) == ["Number", "Validation", "This file"]
    assert table.columns["Number"][:3] == ["Cases", "Share flagged", "Precision"]
    assert " to " in table.columns["This file"][2]


def test_what_has_moved_is_named(ask):
    blocks = ask(times_two(toy_table(3_000, seed=5)))
    assert moves(blocks)["amount"] == "moved"
    assert moves(blocks)["age"] == "steady"
    assert moves(blocks)["Score"] == "moved"
    assert any("1 of 5 columns has moved: amount (moved)" in text for text in said(blocks))
    assert metrics(blocks)["Columns that moved"].value == "1"


def test_a_model_that_finds_less_than_in_validation_is_said_to_be_worse(ask):
    table = toy_table(3_000, seed=5)
    shuffled = pa.array(np.random.default_rng(0).permutation(np.array(table["fraud"].to_pylist())).tolist())
    told = said(ask(table.set_column(table.column_names.index("fraud"), "fraud", shuffled)))
    assert any(text.startswith("Fewer of the positives are flagged than in validation") for text in told)


def test_without_outcomes_it_tells_what_can_be_told(ask):
    same = ask(toy_table(3_000, seed=5).drop_columns(["fraud"]))
    assert any(text.startswith("As far as can be told without outcomes, the threshold") for text in said(same))
    assert "Precision" not in metrics(same)
    other = ask(times_two(toy_table(3_000, seed=5)).drop_columns(["fraud"]))
    assert any("is doubtful" in text and "As many as before" in text for text in said(other))


def test_outcomes_that_are_known_in_part_are_used(ask):
    table = toy_table(3_000, seed=5)
    known = pa.array([value if row % 2 else None for row, value in enumerate(table["fraud"].to_pylist())])
    blocks = ask(table.set_column(5, "fraud", known))
    assert any("1,500 of the cases have no outcome that the model knows" in text for text in said(blocks))
    assert "Precision" in metrics(blocks)


def test_columns_that_are_missing_or_new_are_told_and_the_rest_is_compared(ask):
    table = toy_table(3_000, seed=5).drop_columns(["age", "time"]).append_column("brand new", pa.array(["x"] * 3_000))
    blocks = ask(table)
    assert set(moves(blocks)) == {"Score", "amount", "channel"}
    assert any("2 columns are missing that the model learnt from" in text for text in said(blocks))
    assert any("brand new" in text for text in said(blocks))
    assert "Alerts a day" not in metrics(blocks)


def test_new_categories_are_told(ask):
    table = toy_table(3_000, seed=5)
    blocks = ask(table.set_column(4, "channel", pa.array(["pigeon"] * 1_500 + ["shop"] * 1_500)))
    assert moves(blocks)["channel"] == "moved"
    assert any("pigeon (1,500)" in text for text in said(blocks))


def test_a_file_of_something_else_says_what_it_lacks(ask):
    with pytest.raises(Problem, match=r"none of the columns.*as in the training file, capitals included: .*amount"):
        ask(pa.table({"a": [1, 2], "b": [3, 4]}), "other.csv")


def test_a_damaged_file_and_one_that_is_gone_are_said(run, data, tmp_path):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "empty.csv").write_text("")
    for name in ("broken.xlsx", "empty.csv", "gone.csv"):
        with pytest.raises(Problem):
            VIEW.blocks(run, data, Words(), {"file": tmp_path / name})


def test_a_deleted_dataset_leaves_the_scores(run, tmp_path):
    csv.write_csv(toy_table(600, seed=5), tmp_path / "next.csv")
    blocks = VIEW.blocks(run, None, Words(), {"file": tmp_path / "next.csv"})
    assert any("only the scores can be compared" in text for text in said(blocks))
    assert "Columns that moved" not in metrics(blocks)


def test_progress_is_told(ask, monkeypatch):
    monkeypatch.setattr("bigmodel.tasks.tabular.what_if.file_rows.BLOCK", 200)
    done = []
    ask(toy_table(1_000, seed=5), progress=done.append)
    assert len(done) == 2 + 5
    assert done[-1] == 1.0


def test_more_than_two_classes(tmp_path):
    run = toy_run(workspace := Workspace(tmp_path / "home"), classes=3)
    data = TableDataset(workspace.datasets.folder(run.spec().dataset))
    csv.write_csv(toy_table(600, classes=3, seed=5), tmp_path / "next.csv")
    blocks = VIEW.blocks(run, data, Words(), {"file": tmp_path / "next.csv"})
    assert {"Accuracy", "Macro F1", "Drift of the answers", "Drift of the certainty"} <= set(metrics(blocks))
    assert not any("threshold" in text for text in said(blocks))
    csv.write_csv(toy_table(600, classes=3, seed=5).drop_columns(["fraud"]), tmp_path / "open.csv")
    blocks = VIEW.blocks(run, data, Words(), {"file": tmp_path / "open.csv"})
    assert any("the file does not say what they are" in text for text in said(blocks))
    assert any("As far as can be told" in text for text in said(blocks))
