from __future__ import annotations

import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import dataset, plan_for

from bigmodel.spec import Problem, Split
from bigmodel.tasks.interactions.histories import RankingCases, RankingParts, divide

START = datetime(2026, 1, 1)
events = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7), st.integers(0, 30)), min_size=6, max_size=60)
splits = st.sampled_from(
    [Split(kind="last"), Split(kind="time", column="time"), Split(kind="time", column="time", gap=3)]
)


def divided(rows, split, timed=True):
    columns = {"user": [f"u{user}" for user, _, _ in rows], "item": [f"i{item}" for _, item, _ in rows]}
    if timed:
        columns["time"] = [START + timedelta(days=day) for _, _, day in rows]
    data = dataset(Path(tempfile.mkdtemp()), columns)
    plan = plan_for(data, split)
    return data, data.log(plan), divide(data, plan)


def cases_of(parts: RankingParts) -> list[RankingCases]:
    return [parts.validation, parts.test]


@given(rows=events, split=splits)
@settings(max_examples=60, deadline=None)
def test_targets_come_after_their_histories_and_in_no_other_part(rows, split):
    try:
        data, log, parts = divided(rows, split)
    except Problem:
        return  # too little for three parts, said in a sentence
    when = dict(zip(log.events["row"].to_pylist(), log.events["time"].to_pylist(), strict=True))
    user = dict(zip(log.events["row"].to_pylist(), log.events["user"].to_pylist(), strict=True))
    taken = [set(parts.train_rows.tolist()), set(parts.validation.row.tolist()), set(parts.test.row.tolist())]
    assert not taken[0] & taken[1]
    assert not taken[0] & taken[2]
    assert not taken[1] & taken[2]
    for cases in cases_of(parts):
        for place in range(len(cases)):
            name = parts.users[cases.user[place]]
            days = cases.day[cases.history.starts[place] : cases.history.starts[place + 1]].tolist()
            known = [
                (item, at.date())
                for item, each, at in log.events.select(["item", "user", "time"]).to_pandas().itertuples(index=False)
                if each == name and item in parts.items
            ]
            told = [parts.items[code - 1] for code in cases.history.of(place)]
            assert list(zip(told, days, strict=True)) == known[: len(days)]
            row = int(cases.row[place])
            assert user[row] == name
            assert data.take([row])["item"][0].as_py() == parts.items[cases.target[place] - 1]
            history = Counter(parts.items[code - 1] for code in cases.history.of(place))
            before = Counter(
                item
                for item, each, at in log.events.select(["item", "user", "row"]).to_pandas().itertuples(index=False)
                if each == name and at != row and when[at] <= when[row] and item in parts.items
            )
            assert history
            assert not history - before
    if split.kind == "time":
        assert max(when[row] for row in taken[0]) < min(when[row] for row in taken[1])
        assert max(when[row] for row in taken[1]) < min(when[row] for row in taken[2])


@given(rows=events)
@settings(max_examples=40, deadline=None)
def test_candidates_are_the_items_of_training(rows):
    try:
        data, _, parts = divided(rows, Split(kind="last"))
    except Problem:
        return
    seen = set(data.take(parts.train_rows)["item"].to_pylist())
    assert set(parts.items) == seen
    assert parts.train.items.min() >= 1
    assert parts.train.items.max() == len(parts.items)
    for cases in cases_of(parts):
        assert ((cases.target >= 1) & (cases.target <= len(parts.items))).all()


def test_items_that_nobody_chose_before_the_last_two_can_not_be_asked_for():
    rows = [(0, item, item) for item in range(5)] + [(1, item, item + 1) for item in range(5)]
    with pytest.raises(Problem, match="nothing for validation"):
        divided(rows, Split(kind="last"))
    _, _, parts = divided([*rows, *((2, 4 - item, item) for item in range(5))], Split(kind="last"))
    assert parts.items == ("i0", "i1", "i2", "i3", "i4")
    assert parts.notes == ()
    assert len(parts.test) == 3


def test_histories_of_the_test_hold_what_validation_asked_for():
    rows = [(0, 1, 1), (0, 2, 2), (0, 3, 3), (0, 1, 4), (1, 3, 1), (1, 1, 2), (1, 2, 3), (1, 3, 4)]
    _, _, parts = divided(rows, Split(kind="last"))
    assert [parts.items[code - 1] for code in parts.train.of(0)] == ["i1", "i2"]
    assert [parts.items[code - 1] for code in parts.test.history.of(0)] == ["i1", "i2", "i3"]
    assert parts.items[parts.test.target[0] - 1] == "i1"
    assert parts.items[parts.validation.target[0] - 1] == "i3"


def test_without_times_the_order_of_the_file_is_taken():
    rows = [(0, 1, 9), (0, 2, 5), (0, 3, 1), (1, 3, 0), (1, 2, 0), (1, 1, 0), (2, 2, 0), (2, 1, 0), (2, 3, 0)]
    _, log, parts = divided(rows, Split(kind="last"), timed=False)
    assert not log.timed
    assert [parts.items[code - 1] for code in parts.test.history.of(0)] == ["i1", "i2"]
    assert parts.items[parts.test.target[0] - 1] == "i3"
    with pytest.raises(Problem, match="no times"):
        divided(rows, Split(kind="time"), timed=False)


def test_users_who_come_late_are_counted_not_asked():
    rows = [(0, item % 3, day) for day, item in enumerate(range(20))] + [(1, 0, 19), (1, 1, 19)]
    rows += [(2, item % 3, day) for day, item in enumerate(range(20))]
    _, _, parts = divided(rows, Split(kind="time", column="time"))
    assert any("chose nothing known before" in note for note in parts.notes)
    assert len(parts.train) == 2
    assert parts.users[:2] == ("u0", "u2")


def test_sequences_lie_end_to_end():
    rows = [(user, (user + step) % 4, step) for user in range(4) for step in range(5)]
    _, _, parts = divided(rows, Split(kind="last"))
    assert parts.train.lengths.tolist() == [3, 3, 3, 3]
    assert np.array_equal(np.concatenate([parts.train.of(place) for place in range(4)]), parts.train.items)
