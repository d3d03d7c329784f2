"""Computed columns: exact arithmetic, nothing where a source is missing, the same in any part of a table."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.inference.derive import derive
from bigmodel.inference.differences import Watch
from bigmodel.inference.table import derived_of, encode_table, fit_encoder, number_names
from bigmodel.spec import Derived, Field

CELLS = st.one_of(st.none(), st.floats(-1e6, 1e6), st.just(0.0))
COLUMNS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=30)
OPERATIONS = st.sampled_from(["difference", "sum", "product", "ratio"])
POWER = Derived(name="power", left="torque", operation="product", right="speed", factor=2 * math.pi / 60)


def table(cells) -> pa.Table:
    left, right = zip(*cells, strict=True)
    return pa.table({"a": pa.array(left, pa.float64()), "b": pa.array(right, pa.float64())})


def by_hand(left, right, operation, factor):
    if left is None or right is None or (operation == "ratio" and right == 0):
        return None
    value = {
        "difference": lambda: left - right,
        "sum": lambda: left + right,
        "product": lambda: left * right,
        "ratio": lambda: left / right,
    }[operation]()
    value *= factor
    return value if math.isfinite(value) else None


@given(COLUMNS, OPERATIONS, st.floats(-100, 100))
def test_each_cell_is_what_one_works_out_by_hand(cells, operation, factor):
    made = derive(table(cells), [Derived(name="c", left="a", operation=operation, right="b", factor=factor)])
    assert made.column_names == ["a", "b", "c"]
    assert made["c"].to_pylist() == [by_hand(left, right, operation, factor) for left, right in cells]


@given(COLUMNS, OPERATIONS, st.integers(0, 30))
def test_parts_of_a_table_give_the_parts_of_the_column(cells, operation, cut):
    derived = [Derived(name="c", left="b", operation=operation, right="a")]
    whole = table(cells)
    parts = [derive(part, derived)["c"].to_pylist() for part in (whole.slice(0, cut), whole.slice(cut))]
    assert parts[0] + parts[1] == derive(whole, derived)["c"].to_pylist()


@given(COLUMNS)
def test_computing_again_changes_nothing(cells):
    derived = [Derived(name="c", left="a", operation="sum", right="b")]
    once = derive(table(cells), derived)
    assert derive(once, derived).equals(once)


def test_power_in_watts_is_exact():
    made = derive(pa.table({"torque": [42.8, 4.0], "speed": [1551, 2886]}), [POWER])
    np.testing.assert_allclose(made["power"].to_numpy(), [42.8 * 1551 * 2 * math.pi / 60, 4 * 2886 * 2 * math.pi / 60])


def test_whole_numbers_text_and_absent_columns():
    cells = pa.table({"n": [7, None, 2**62], "t": ["2", "x", " 4 "]})
    made = derive(cells, [Derived(name="c", left="n", operation="ratio", right="t"),
                          Derived(name="d", left="n", operation="sum", right="gone")])  # fmt: skip
    assert made["c"].to_pylist() == [3.5, None, 2**60]
    assert made["d"].to_pylist() == [None, None, None]


FIELDS = [Field(name=name, kind="number", role="feature") for name in ("torque", "power")]
ROWS = pa.table({"torque": [1.0, 2.0, None, 4.0], "speed": [10.0, 20.0, 30.0, 40.0]})


def test_a_scored_file_needs_the_raw_columns_only():
    encoder = fit_encoder(ROWS, FIELDS, derived=[POWER])
    assert derived_of(encoder) == [POWER]
    assert number_names(encoder) == ["torque", "power"]
    watch = Watch(encoder)
    numbers = encode_table(ROWS, encoder, watch)["numbers"]
    np.testing.assert_allclose(numbers[:, 1], np.array([10, 40, np.nan, 160]) * 2 * np.pi / 60, rtol=1e-6)
    assert watch.sentences() == []


def test_an_absent_source_is_said_by_its_own_name():
    watch = Watch(encoder := fit_encoder(ROWS, FIELDS, derived=[POWER]))
    numbers = encode_table(ROWS.drop_columns(["speed"]), encoder, watch)["numbers"]
    assert np.isnan(numbers[:, 1]).all()
    assert "missing that the model learnt from: speed." in watch.sentences()[0]


def test_a_column_that_is_not_learnt_is_not_computed():
    encoder = fit_encoder(ROWS, FIELDS[:1], derived=[POWER])
    assert encoder["derived"] == []


def test_a_bundle_of_before_computes_nothing():
    encoder = fit_encoder(ROWS, FIELDS[:1])
    del encoder["derived"]
    assert encode_table(ROWS, encoder)["numbers"].shape == (4, 1)


@pytest.mark.parametrize(
    ("operation", "factor", "formula"),
    [("product", 1.0, "a × b"), ("difference", 1.0, "a - b"), ("sum", 0.5, "(a + b) × 0.5"), ("ratio", 2, "a / b × 2")],
)
def test_formulas_are_readable(operation, factor, formula):
    assert Derived(name="c", left="a", operation=operation, right="b", factor=factor).formula == formula
