import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.explain.population import having, redrawn, whole
from bigmodel.spec import Change, Problem

KINDS = {"n": "number", "c": "category", "t": "date"}
HOURS = [0, 5, 6, 12, 21, 22, 23]


@pytest.fixture
def table():
    times = [np.datetime64("2025-03-03", "us") + np.timedelta64(hour, "h") for hour in HOURS]
    return pa.table(
        {
            "n": pa.array([1, 2, None, 4, 5, 6, 70], pa.int64()),
            "c": ["a", "a", "b", " 01", "1", None, "1.0"],
            "t": pa.array(times, pa.timestamp("us")),
        }
    )


def left_out(table, field, value):
    return redrawn(whole(table), Change(field=field, how="leave_out", value=value), KINDS, 0)


def test_a_value_is_found_however_it_is_written(table):
    assert np.flatnonzero(having(table["c"], "category", 1)).tolist() == [3, 4, 6]
    assert np.flatnonzero(having(table["n"], "number", "4")).tolist() == [3]
    assert np.flatnonzero(having(table["t"], "date", "night")).tolist() == [0, 1, 5, 6]
    assert not having(table["c"], "category", "z").any()


def test_leaving_out_keeps_the_others_in_order(table):
    after = left_out(table, "c", "a")
    assert after.origin.tolist() == [2, 3, 4, 5, 6]
    assert after.table["n"].to_pylist() == [None, 4, 5, 6, 70]
    assert after.weight == 1


def test_leaving_out_all_is_said(table):
    only = table.set_column(1, "c", pa.array(["a"] * 7))
    with pytest.raises(Problem, match=r"No case is left: all have 'a' in 'c'\. Take one of the changes away"):
        left_out(only, "c", "a")


def test_a_column_that_is_not_there_is_said(table):
    with pytest.raises(Problem, match="'z' is not in this data"):
        left_out(table, "z", "a")


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.floats(0.1, 4), st.integers(0, 3))
def test_a_share_is_multiplied_and_the_number_of_cases_stays(has, factor, seed):
    table = pa.table({"c": ["yes" if each else "no" for each in has]})
    change = Change(field="c", how="share", value="yes", factor=factor)
    wanted = round(sum(has) * factor)
    possible = any(has) and wanted <= len(has) and not (all(has) and wanted < len(has))
    if not possible:
        with pytest.raises(Problem, match="can't be multiplied"):
            redrawn(whole(table), change, KINDS, seed)
        return
    after = redrawn(whole(table), change, KINDS, seed)
    assert len(after.origin) == len(has)
    assert after.table["c"].to_pylist().count("yes") == wanted
    assert after.table["c"].to_pylist() == table["c"].take(pa.array(after.origin)).to_pylist()
    again = redrawn(whole(table), change, KINDS, seed)
    assert again.origin.tolist() == after.origin.tolist()
    # A case counts as often as any other of its kind, or once more.
    times = np.bincount(after.origin, minlength=len(has))
    for kind in (True, False):
        of_kind = times[np.array(has) == kind]
        assert not len(of_kind) or of_kind.max() - of_kind.min() <= 1
    assert 0 < after.weight <= 1


@given(
    st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=50),
    st.floats(0, 2),
    st.integers(0, 3),
)
def test_noise_stays_in_range_and_is_the_same_again(values, size, seed):
    table = pa.table({"n": pa.array(values, pa.float64())})
    change = Change(field="n", how="noise", value=size)
    after = redrawn(whole(table), change, KINDS, seed).table["n"]
    known = [value for value in values if value is not None]
    assert after.null_count == len(values) - len(known)
    if known:
        assert min(known) <= min(after.drop_null().to_pylist()) <= max(after.drop_null().to_pylist()) <= max(known)
    assert after.equals(redrawn(whole(table), change, KINDS, seed).table["n"])
    if size == 0 or len(set(known)) < 2:
        assert after.to_pylist() == values


def test_noise_has_the_size_that_was_asked_for():
    random = np.random.default_rng(0)
    values = random.normal(100, 10, 20_000)
    table = pa.table({"n": values})
    after = redrawn(whole(table), Change(field="n", how="noise", value=0.5), KINDS, 0).table["n"].to_numpy()
    assert np.std(after - values) == pytest.approx(5, rel=0.05)


def test_noise_in_whole_numbers_is_whole_and_in_text_refused(table):
    after = redrawn(whole(table), Change(field="n", how="noise", value=1.0), KINDS, 0)
    assert after.table["n"].type == pa.int64()
    assert after.table["n"].to_pylist() != table["n"].to_pylist()
    assert after.changed == {"n"}
    with pytest.raises(Problem, match="holds no numbers"):
        redrawn(whole(table), Change(field="c", how="noise", value=1.0), KINDS, 0)
