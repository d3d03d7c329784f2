from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.inference.numbers import read_numbers

NAN = float("nan")


def read(cells: list | pa.Array) -> list[float]:
    return read_numbers(pa.chunked_array([cells]))[0].tolist()


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ([1, None, 3], [1, NAN, 3]),
        ([1.5, NAN, float("inf")], [1.5, NAN, NAN]),
        ([True, False], [1, 0]),
        ([2**62, -1], [2.0**62, -1]),
        ([Decimal("1.25")], [1.25]),
        (["1.5", " 2 ", "", None, "1e3", "-.5"], [1.5, 2, NAN, NAN, 1000, -0.5]),
    ],
)
def test_numbers_of_any_type(cells: list, values: list[float]) -> None:
    np.testing.assert_array_equal(read(cells), values)


def test_unreadable_cells_are_counted_and_empty_ones_not() -> None:
    values, unreadable = read_numbers(pa.chunked_array([["1", "n/a", None, "", "<b>7</b>"]]))
    assert unreadable == 2
    np.testing.assert_array_equal(values, [1, NAN, NAN, NAN, NAN])


def test_dates_are_no_numbers() -> None:
    values, unreadable = read_numbers(pa.chunked_array([pa.array([0, None], pa.timestamp("s"))]))
    assert np.isnan(values).all()
    assert unreadable == 1


def test_empty_columns() -> None:
    assert read(pa.nulls(2)) == pytest.approx([NAN, NAN], nan_ok=True)
    assert read_numbers(pa.chunked_array([], pa.float64()))[0].shape == (0,)
    assert read_numbers(pa.chunked_array([], pa.string()))[0].shape == (0,)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_text_of_floats_reads_back(numbers: list[float]) -> None:
    assert read([repr(number) for number in numbers]) == numbers


@given(st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=20))
def test_any_text_gives_floats_of_the_same_length(cells: list[str | None]) -> None:
    values, unreadable = read_numbers(pa.chunked_array([pa.array(cells, pa.string())]))
    assert len(values) == len(cells)
    assert not np.isinf(values).any()
    assert 0 <= unreadable <= len(cells)
