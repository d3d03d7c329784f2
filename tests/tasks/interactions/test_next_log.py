"""The section "Next month's file" for logs, with a model in which each item speaks for the next one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from logs import dataset, plan_for
from pyarrow import csv
from toy_run import HOSTILE, ITEMS, WORDS, write_run

from bigmodel.spec import Figure, Metric, Problem, Sentence, Table
from bigmodel.tasks.interactions.what_if import next_file
from bigmodel.tasks.interactions.what_if.later_log import continuing, read_later
from bigmodel.tasks.interactions.what_if.next_file import NextLog

VIEW = NextLog()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return write_run(tmp_path_factory.mktemp("runs") / "run")


@pytest.fixture
def bring(run, tmp_path):
    """Blocks for a later log of rows (user, item)."""

    def of(rows, data=None, **values):
        users, items = zip(*rows, strict=True)
        csv.write_csv(pa.table({"user": users, "item": items}), tmp_path / "later.csv")
        return VIEW.blocks(run, data, WORDS, {"file": tmp_path / "later.csv", **values})

    return of


def followers(number, last=1):
    """Customers who choose one item after the other, the last one by some steps further."""
    return [(f"c{user:03d}", f"P{(user + step) % ITEMS}") for user in range(number) for step in (0, 1, 2, 2 + last)]


def said(blocks):
    return [block.text for block in blocks if isinstance(block, Sentence)]


def tones(blocks):
    return [block.tone for block in blocks if isinstance(block, Sentence) and block.level == 3]


def metrics(blocks):
    return {block.title: block for block in blocks if isinstance(block, Metric)}


def test_without_a_file_it_says_what_to_bring(run):
    (control,) = VIEW.controls(run)
    assert {".csv", ".dat", ".parquet"} <= set(control.options)
    assert "last choice of each customer is hidden" in said(VIEW.blocks(run, None, WORDS, {"file": None}))[1]


def test_what_the_model_foretells_it_finds(bring):
    blocks = bring(followers(60))
    assert not any("drawn at random" in text for text in said(blocks))
    assert said(blocks)[1].startswith("Of 100 customers, 100 find their last choice among ten suggestions; in testing")
    assert "better than in testing" in said(blocks)[2]
    cards = metrics(blocks)
    assert cards["Customers judged"].value == "60"
    assert cards["Hit rate@10"].value == "100 %"
    assert cards["NDCG@10"].beside.startswith("test: 0.")
    assert cards["Events of new items"].value == "0 %"
    (table,) = [block for block in blocks if isinstance(block, Table) and "intervals" in block.title]
    assert list(table.columns) == ["Number", "Test", "This file"]
    assert len([block for block in blocks if isinstance(block, Figure)]) == 2


def test_what_nobody_could_foretell_is_worse_and_bestsellers_do_as_well(bring):
    blocks = bring(followers(200, last=15))
    assert "worse here than in testing, by more than chance" in said(blocks)[2]
    assert "bestseller list of the training is" in said(blocks)[3]
    assert "Histories are shorter here, 3 events at the median instead of" in said(blocks)[2]
    assert tones(blocks)[1:3] == ["caution", "caution"]


def test_new_items_can_not_be_suggested_and_are_counted(bring):
    rows = followers(40) + [(f"n{user}", item) for user in range(40) for item in ("P3", "P4", HOSTILE)]
    blocks = bring(rows)
    assert said(blocks)[1].startswith("Of 100 customers whose last choice the model knows, 100 find it")
    assert any("Among the items that it knows the model" in text or "better than" in text for text in said(blocks))
    assert any("30 of 31 items are known to the model; 14.3 % of the events" in text for text in said(blocks))
    assert any("40 customers of 80 chose last what is new" in text for text in said(blocks))
    (table,) = [block for block in blocks if isinstance(block, Table) and block.title == "What has moved"]
    items = table.columns["Property"].index("Items chosen")
    assert table.columns["Most moved"][items].startswith("new: 14.3 %")


def test_few_customers_are_too_few(bring):
    alone = said(bring(followers(1)))
    assert alone[1].startswith("Of 1 customer, 1 finds its last choice among ten suggestions; in testing")
    assert any("Only 1 customer can be judged" in text for text in alone)
    assert said(bring(followers(1, last=15)))[1].startswith("Of 1 customer, none find their last choice")
    texts = said(bring([("a", "P1"), ("b", "P2")]))
    assert texts[1] == "No customer can be judged: nobody chose two things in this log that the model knows."


def test_a_log_of_something_else_says_so(bring, run, tmp_path):
    with pytest.raises(Problem, match="None of the items"):
        bring([("a", "X"), ("a", "Y")])
    (tmp_path / "empty.csv").write_text("")
    for name in ("empty.csv", "gone.csv"):
        with pytest.raises(Problem):
            VIEW.blocks(run, None, WORDS, {"file": tmp_path / name})


def test_many_customers_are_drawn(bring, monkeypatch):
    monkeypatch.setattr("bigmodel.tasks.interactions.what_if.later_log.JUDGED", 25)
    blocks = bring(followers(60))
    assert metrics(blocks)["Customers judged"].value == "25"
    assert "Of 60 customers with two choices or more 25, drawn at random, are asked for." in said(blocks)


def test_progress_is_told(bring):
    done = []
    bring(followers(30), progress=done.append)
    assert done[0] == 0.0
    assert done[-1] == 1.0


@pytest.fixture
def known(run, tmp_path):
    """A training log with times, and its plan in the run."""
    (tmp_path / "data").mkdir()
    columns = {
        "user": ["a", "a", "a", "b", "c"],
        "item": ["P1", "P2", "P9", "P5", "P7"],
        "time": np.array(["2025-01-01", "2025-01-02", "2025-03-01", "2025-01-05", "2025-01-07"], "datetime64[us]"),
    }
    data = dataset(tmp_path / "data", columns)
    spec = run.spec()
    spec.model_copy(update={"plan": plan_for(data)}).save(run.path / "spec.json")
    yield data
    spec.save(run.path / "spec.json")


def later(tmp_path, rows):
    users, items, times = zip(*rows, strict=True)
    csv.write_csv(pa.table({"user": users, "item": items, "time": times}), tmp_path / "next.csv")
    return tmp_path / "next.csv"


def test_histories_go_on_from_the_training_log(run, known, tmp_path):
    """Of a only what was before its first event here; d is new."""
    path = later(tmp_path, [("a", "P3", "2025-02-01"), ("b", "P6", "2025-02-02"), ("d", "P8", "2025-02-03")])
    found = read_later(run, next_file.bundle_of(run), path, known, lambda _: None)
    cases = found.questions.cases
    histories = {found.questions.users[user]: cases.history.of(place).tolist() for place, user in enumerate(cases.user)}
    assert histories == {"a": [2, 3], "b": [6]}
    assert (cases.target - 1).tolist() == [3, 6]
    assert (found.users, found.known_users, found.continued, found.events) == (3, 2, 2, 3)
    blocks = VIEW.blocks(run, known, WORDS, {"file": path})
    assert metrics(blocks)["Known customers"].value == "66.7 %"
    assert any("The histories of 2 customers begin with what the training log has" in text for text in said(blocks))


@pytest.mark.parametrize(("user", "said_of"), [("a", "was"), ("z", "was not")])
def test_of_one_customer_it_is_said_whether_the_training_log_has_it(run, known, tmp_path, user, said_of):
    path = later(tmp_path, [(user, "P3", "2025-02-01"), (user, "P4", "2025-02-02")])
    texts = said(VIEW.blocks(run, known, WORDS, {"file": path}))
    assert f"All 2 items are known to the model, and its customer {said_of} in the training log." in texts


def test_a_log_that_holds_everything_is_not_doubled(run, known, tmp_path):
    everything = zip(*(known.table[name].to_pylist() for name in ("user", "item", "time")), strict=True)
    path = later(tmp_path, [(user, item, str(time)) for user, item, time in everything])
    found = read_later(run, next_file.bundle_of(run), path, known, lambda _: None)
    assert found.continued == 0
    assert found.events == 5
    assert found.questions.cases.history.of(0).tolist() == [2, 3]


def test_without_times_the_file_stands_alone(known, run):
    log = known.log(run.spec().plan)
    bare = type(log)(log.events.drop_columns(["time"]), log.catalogue, None)
    assert continuing(bare, known, run.spec().plan) == (bare, 0)
