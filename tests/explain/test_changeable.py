"""Which columns may change and to what."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.explain.changeable import CategoryColumn, Limits, NumberColumn, choices, fit_number

RNG = np.random.default_rng(0)


def case(**cells):
    return pa.Table.from_pylist([cells])


def test_a_number_with_few_values_takes_these_only():
    column = fit_number(RNG.choice([300.0, 400.0, 500.0, 700.0], 1000), "deductible")
    assert column.levels
    assert choices(column, case(deductible=400), Limits()).tolist() == [300, 500, 700]
    assert column.between(300, 700, 9).tolist() == [400, 500]
    assert column.between(700, 300, 9).tolist() == [500, 400]


@pytest.mark.parametrize(
    ("values", "step"),
    [
        (RNG.integers(18, 90, 1000).astype(float), 1),
        (np.round(RNG.uniform(0, 180, 1000), 2), 1),
        (np.round(RNG.uniform(0, 5, 1000), 2), 0.01),
        (RNG.integers(0, 2_000_000, 1000).astype(float), 10_000),
        (RNG.normal(size=1000) * 1e-9, 1e-11),
    ],
)
def test_steps_are_whole_for_whole_numbers_and_readable(values, step):
    column = fit_number(values, "x")
    assert not column.levels
    assert column.step == pytest.approx(step)
    tried = choices(column, case(x=float(values[0])), Limits())
    assert len(tried) > 10
    np.testing.assert_allclose(tried / column.step, np.rint(tried / column.step), atol=1e-6)


@given(
    own=st.floats(-50, 150),
    low=st.floats(-50, 150),
    span=st.floats(0, 100),
    up=st.booleans(),
    down=st.booleans(),
)
def test_range_and_direction_are_kept(own, low, span, up, down):
    column = fit_number(np.round(np.random.default_rng(1).uniform(0, 100, 500), 1), "x")
    name = frozenset({"x"})
    limits = Limits(up=name if up else frozenset(), down=name if down else frozenset(), ranges={"x": (low, low + span)})
    values = choices(column, case(x=own), limits)
    assert ((values >= low - 1e-9) & (values <= low + span + 1e-9)).all()
    assert (values != own).all()
    if up:
        assert (values > own).all()
    if down:
        assert (values < own).all()


@given(fixed=st.floats(-10, 110), moved=st.floats(-10, 110), parts=st.integers(1, 20))
def test_values_between_two_lie_on_the_way(fixed, moved, parts):
    column = NumberColumn("x", 0, 100, 90, 0.5, np.array([1.0, 50.0]), levels=False)
    values = column.between(fixed, moved, parts)
    assert len(values) <= parts
    assert ((values > min(fixed, moved)) & (values < max(fixed, moved))).all()
    assert np.array_equal(values, np.sort(values)[:: 1 if fixed <= moved else -1])


def test_a_category_takes_the_known_keys_but_its_own():
    column = CategoryColumn("c", ("1", "2", "3"))
    assert choices(column, case(c=2.0), Limits()).tolist() == [0, 2]
    assert choices(column, case(c="new"), Limits()).tolist() == [0, 1, 2]
    assert choices(column, pa.table({"c": pa.array([None], pa.string())}), Limits()).tolist() == [0, 1, 2]
    assert choices(column, case(c="1"), Limits(locked=frozenset({"c"}))).tolist() == []
