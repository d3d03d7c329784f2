import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bigmodel.data.split import Parts, split_rows
from bigmodel.spec import Field, Outcome, Plan, Problem, Split


def plan(split: Split, *more: Field, classes: tuple[str, ...] = ("no", "yes")) -> Plan:
    target = Field(name="y", kind="category", role="target")
    return Plan(template="t", fields=(target, *more), outcome=Outcome(classes=classes), split=split, network="mlp")


def whole(parts: Parts) -> list[int]:
    rows = np.concatenate([parts.train, parts.validation, parts.test])
    assert len(set(rows.tolist())) == len(rows), "parts overlap"
    assert all(
        part.dtype == np.int64 and (np.diff(part) > 0).all() for part in (parts.train, parts.validation, parts.test)
    )
    return sorted(rows.tolist())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["no", "no", "no", "yes", None]), min_size=20, max_size=300).filter(
        lambda y: y.count("no") > 5 and y.count("yes") > 5
    ),
    st.sampled_from([0.1, 0.2, 0.3]),
    st.integers(0, 5),
)
def test_stratified(y: list[str | None], share: float, seed: int) -> None:
    table = pa.table({"y": pa.array(y, pa.string())})
    split = Split(validation=share, test=share, seed=seed)
    parts = split_rows(table, plan(split))
    assert whole(parts) == [row for row, label in enumerate(y) if label]
    for label in ("no", "yes"):
        count = y.count(label)
        for part in (parts.validation, parts.test):
            assert abs(sum(y[row] == label for row in part) - share * count) <= 1
    again = split_rows(table, plan(split))
    assert all(np.array_equal(a, b) for a, b in zip(vars(parts).values(), vars(again).values(), strict=True))


@given(st.integers(3, 12), st.floats(0.01, 0.499), st.floats(0.01, 0.499))
def test_a_class_of_three_rows_stands_in_every_part(count: int, validation: float, test: float) -> None:
    y = ["no"] * 50 + ["yes"] * count
    parts = split_rows(pa.table({"y": y}), plan(Split(validation=validation, test=test)))
    for part in (parts.train, parts.validation, parts.test):
        assert sum(y[row] == "yes" for row in part) >= 1
    assert len(whole(parts)) == len(y)


def test_the_seed_changes_a_random_split() -> None:
    table = pa.table({"y": ["no", "yes"] * 100})
    first, second = (split_rows(table, plan(Split(seed=seed))) for seed in (0, 1))
    assert not np.array_equal(first.test, second.test)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.one_of(st.integers(0, 40), st.none()), min_size=30, max_size=200).filter(lambda t: len(set(t)) > 8),
    st.sampled_from([0, 1, 2]),
)
def test_time_order_holds(days: list[int | None], gap: float) -> None:
    start = datetime.datetime(2026, 1, 1)
    times = [None if day is None else start + datetime.timedelta(days=day) for day in days]
    table = pa.table(
        {"y": ["no", "yes"] * (len(days) // 2) + ["no"] * (len(days) % 2), "t": pa.array(times, pa.timestamp("us"))}
    )
    try:
        parts = split_rows(
            table, plan(Split(kind="time", column="t", gap=gap), Field(name="t", kind="date", role="time"))
        )
    except Problem as problem:
        if not gap or "gap" not in str(problem):
            raise
        return
    known = [row for row, day in enumerate(days) if day is not None]
    rows = whole(parts)
    assert set(rows) <= set(known)
    assert gap or rows == known
    train, validation, test = ([days[row] or 0 for row in part] for part in (parts.train, parts.validation, parts.test))
    assert min(validation) - max(train) > 0
    assert min(validation) - max(train) >= gap
    assert min(test) - max(validation) > 0
    assert min(test) - max(validation) >= gap


def test_time_shares_are_met() -> None:
    n = 1_000
    table = pa.table({"y": ["no", "yes"] * (n // 2), "t": np.random.default_rng(0).permutation(n)})
    parts = split_rows(table, plan(Split(kind="time", column="t")))
    assert [len(parts.train), len(parts.validation), len(parts.test)] == [700, 150, 150]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.one_of(st.integers(0, 30), st.none()), st.booleans()), min_size=30, max_size=300).filter(
        lambda rows: len({group for group, _ in rows}) > 4 and 0 < sum(y for _, y in rows) < len(rows)
    ),
    st.integers(0, 3),
)
def test_no_group_on_both_sides(rows: list[tuple[int | None, bool]], seed: int) -> None:
    groups = [group for group, _ in rows]
    table = pa.table({"y": ["yes" if y else "no" for _, y in rows], "g": pa.array(groups, pa.int64())})
    parts = split_rows(table, plan(Split(kind="group", column="g", seed=seed)))
    assert whole(parts) == list(range(len(rows)))
    seen = [{groups[row] for row in part} - {None} for part in (parts.train, parts.validation, parts.test)]
    assert not seen[0] & seen[1]
    assert not seen[0] & seen[2]
    assert not seen[1] & seen[2]


def test_group_split_keeps_class_shares() -> None:
    rng = np.random.default_rng(1)
    groups = rng.integers(0, 2_000, 20_000)
    bad = rng.random(2_000) < 0.03
    y = np.where(bad[groups] & (rng.random(20_000) < 0.3), "yes", "no")
    table = pa.table({"y": y, "g": groups})
    parts = split_rows(table, plan(Split(kind="group", column="g")))
    for part, share in ((parts.train, 0.7), (parts.validation, 0.15), (parts.test, 0.15)):
        assert len(part) / 20_000 == pytest.approx(share, abs=0.02)
        assert (y[part] == "yes").mean() == pytest.approx((y == "yes").mean(), abs=0.003)


def test_a_column_can_say_it() -> None:
    words = ["Train"] * 20 + ["test"] * 4 + ["validation"] * 6
    table = pa.table({"y": ["no", "yes"] * 15, "part": words})
    parts = split_rows(table, plan(Split(kind="column", column="part")))
    assert parts.test.tolist() == [20, 21, 22, 23]
    assert parts.validation.tolist() == list(range(24, 30))
    table = pa.table({"y": ["no", "yes"] * 12, "part": words[:24]})
    parts = split_rows(table, plan(Split(kind="column", column="part")))
    assert parts.test.tolist() == [20, 21, 22, 23]
    assert set(parts.validation.tolist()) < set(range(20))
    assert whole(parts) == list(range(24))


@pytest.mark.parametrize(
    ("split", "match"),
    [
        (Split(kind="time", column="text"), "holds text"),
        (Split(kind="time", column="same"), "1 different times"),
        (Split(kind="time", column="n", gap=1), "needs dates"),
        (Split(kind="time"), "No column to split by time"),
        (Split(kind="group", column="same"), "1 groups"),
        (Split(kind="group", column="gone"), "no column 'gone'"),
        (Split(kind="column", column="text"), "says 'a'"),
    ],
)
def test_problems(split: Split, match: str) -> None:
    table = pa.table({"y": ["no", "yes"] * 10, "text": ["a"] * 20, "same": [1] * 20, "n": list(range(20))})
    with pytest.raises(Problem, match=match):
        split_rows(table, plan(split))


def test_without_target_or_classes() -> None:
    table = pa.table({"y": ["no", "yes"] * 10})
    with pytest.raises(Problem, match="No column is the target"):
        split_rows(table, plan(Split()).model_copy(update={"outcome": None}))
    with pytest.raises(Problem, match="has a class to learn"):
        split_rows(table, plan(Split(), classes=("a", "b")))
