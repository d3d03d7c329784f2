from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pyarrow.csv as pv
import pytest
from logs import dataset, plan_for

from bigmodel.inference.bundle import Bundle
from bigmodel.inference.histories import history_encoder
from bigmodel.spec import Outcome, Problem, Schema
from bigmodel.tasks.interactions.score import score_log

ITEMS = ["1", "2", "3"]


class Counting:
    """A model that likes an item by how often it stands in the history, and later items a little more."""

    def __init__(self, schema):
        self.schema = schema

    def score(self, tensors):
        history = tensors["history"]
        counts = np.stack([(history == code).sum(axis=1) for code in range(1, len(ITEMS) + 1)], axis=1)
        return (counts + np.arange(len(ITEMS)) / 10).astype(np.float32)


@pytest.fixture
def run(tmp_path, monkeypatch):
    def make(repeats=True, **options):
        folder = tmp_path / "data"
        folder.mkdir()
        plan = plan_for(dataset(folder, {"who": ["a"], "what": ["1"], "rating": [1]}), **options)
        plan = plan.with_role("who", "user").with_role("what", "item").with_role("rating", "value")
        schema = Schema(
            task="interactions",
            template="recommendation",
            fields=plan.fields,
            outcome=Outcome(kind="ranking"),
            encoder=history_encoder(ITEMS, 5, ["One", None, "Three"], repeats=repeats),
        )
        monkeypatch.setattr(Bundle, "load", lambda *_, **__: Counting(schema))
        return SimpleNamespace(bundle=None, spec=lambda: SimpleNamespace(plan=plan))

    return make


def scored(run, tmp_path, text):
    source = tmp_path / "new.csv"
    source.write_text(text)
    found = score_log(run, source, tmp_path / "out.csv")
    return found, pv.read_csv(tmp_path / "out.csv").to_pylist()


def test_everybody_gets_the_best_items_best_first(run, tmp_path):
    found, rows = scored(run(), tmp_path, "who,what\nnew,2\nnew,2\nold,1\n")
    assert [(row["user"], row["rank"], row["item"], row["title"]) for row in rows] == [
        ("new", 1, 2, "2"),
        ("new", 2, 3, "Three"),
        ("new", 3, 1, "One"),
        ("old", 1, 1, "One"),
        ("old", 2, 3, "Three"),
        ("old", 3, 2, "2"),
    ]
    assert found.rows == 2
    assert found.alerts is None
    assert not found.differences


def test_what_was_chosen_is_not_suggested_where_nobody_chooses_twice(run, tmp_path):
    _, rows = scored(run(repeats=False), tmp_path, "who,what\nnew,2\nold,1\nold,3\n")
    assert [(row["user"], row["item"]) for row in rows] == [("new", 3), ("new", 1), ("old", 2)]


def test_unknown_items_and_users_without_known_ones_are_counted(run, tmp_path):
    found, rows = scored(run(), tmp_path, "who,what\nnew,2\nnew,77\nlost,88\nlost,99\n")
    assert {row["user"] for row in rows} == {"new"}
    assert sum(found.counts.values()) == found.rows == 2
    assert found.differences[0].startswith("75.0 % of the events")
    assert found.differences[1].startswith("1 user has")


def test_cleaning_is_that_of_the_training(run, tmp_path):
    _, rows = scored(run(liked_from=4), tmp_path, "who,what,rating\nnew,1,1\nnew,2,5\nold,1,4\n")
    assert [row["item"] for row in rows if row["rank"] == 1] == [2, 1]


def test_a_log_of_another_shop_is_refused_and_nothing_is_written(run, tmp_path):
    with pytest.raises(Problem, match="None of the items"):
        scored(run(), tmp_path, "who,what\nnew,77\nnew,78\n")
    assert not list(tmp_path.glob("out*"))


def test_a_log_without_the_column_of_users_says_what_was_taken_for_it(run, tmp_path):
    found, _ = scored(run(), tmp_path, "customer,what\nnew,2\nold,1\n")
    assert found.differences == [
        "No column is called who, so customer was taken for the user. Check that it names users."
    ]
