"""Gower's distance and nearest records against plain loops."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.explain.measure import Encoded, spread_of
from bigmodel.explain.neighbours import nearest, records_of, usual_distance
from bigmodel.inference.table import encode_table, fit_encoder
from bigmodel.spec import Derived, Field

FIELDS = [
    Field(name="a", kind="number", role="feature"),
    Field(name="b", kind="number", role="feature"),
    Field(name="c", kind="category", role="feature"),
    Field(name="when", kind="date", role="time"),
]
TWICE = Derived(name="twice", left="a", operation="sum", right="a")


def make(rows, seed=0):
    rng = np.random.default_rng(seed)
    number = rng.normal(size=rows)
    number[::7] = np.nan
    times = np.datetime64("2024-01-01", "us") + rng.integers(0, 90 * 86_400, rows).astype("timedelta64[s]")
    return pa.table(
        {
            "a": pa.array(number, from_pandas=True),
            "b": rng.integers(0, 4, rows),
            "c": rng.choice(["x", "y", None], rows),
            "when": times,
        }
    )


def brute(case, rows, encoder, spread):
    """The distance by its definition."""
    found = []
    for row in range(len(rows["codes"])):
        total = 0.0
        parts = encoder["dates"][0]["parts"]
        for place in range(rows["numbers"].shape[1]):
            weight = 1.0 if place < 2 else 0.0 if place == 2 else 1 / len(parts)
            one, other = case["numbers"][0, place], rows["numbers"][row, place]
            if np.isnan(one) or np.isnan(other):
                total += weight * (np.isnan(one) != np.isnan(other))
            else:
                total += weight * abs(float(one) - float(other)) / spread[place]
        total += case["codes"][0, 0] != rows["codes"][row, 0]
        found.append(total / 4)
    return np.array(found)


def test_distances_and_nearest_are_those_of_plain_loops():
    training = make(300)
    encoder = fit_encoder(training, [*FIELDS, Field(name="twice", kind="number", role="feature")], derived=[TWICE])
    records = records_of(training, np.zeros(300, np.int32), encoder)
    tensors = encode_table(training, encoder)
    for case in (training.slice(0, 1), training.slice(5, 1), make(1, seed=9)):
        one = encode_table(case, encoder)
        expected = brute(one, tensors, encoder, records.measure.spread)
        found = records.measure.distances(Encoded.of(one), records.rows)
        np.testing.assert_allclose(found, expected, atol=1e-5)
        assert set(nearest(found, 5)) == set(np.argsort(expected, kind="stable")[:5])


@given(
    distances=st.lists(st.integers(0, 5), min_size=1, max_size=30),
    number=st.integers(1, 8),
    seed=st.integers(0, 99),
)
def test_nearest_equals_sorting_all(distances, number, seed):
    values = np.array(distances, np.float32)
    among = np.random.default_rng(seed).random(len(values)) < 0.6
    expected = [place for place in np.argsort(values, kind="stable") if among[place]][:number]
    assert nearest(values, number, among).tolist() == expected
    assert nearest(values, number).tolist() == np.argsort(values, kind="stable")[:number].tolist()


def test_of_more_rows_a_part_is_looked_at_and_it_is_known():
    training = make(500)
    encoder = fit_encoder(training, FIELDS)
    y = np.arange(500).astype(np.int32)
    records = records_of(training, y, encoder, most=100)
    assert len(records) == 100
    assert records.partial
    assert records.y.tolist() == records.place.tolist()
    again = records_of(training, y, encoder, most=100)
    assert records.place.tolist() == again.place.tolist()
    assert not records_of(training, y, encoder).partial
    few = records.some(10)
    assert len(few) == 10
    assert few.partial
    assert few.rows.codes[:, 0].tolist() == [records.rows.codes[records.place.tolist().index(p), 0] for p in few.place]


def test_the_usual_distance_is_that_of_most_real_rows():
    training = pa.table({"b": [0.0, 1.0, 2.0, 3.0] * 20 + [100.0]})
    encoder = fit_encoder(training, [FIELDS[1]])
    records = records_of(training, np.zeros(81, np.int32), encoder)
    assert usual_distance(records) == 0
    assert usual_distance(records.some(1)) == 0


def test_one_outlier_does_not_stretch_the_spread():
    values = np.append(np.linspace(0, 10, 1000), 1e9)
    assert spread_of(values) == pytest.approx(9, rel=0.01)
    assert spread_of(np.array([3.0] * 99 + [5.0])) == 2
    assert spread_of(np.array([3.0, 3.0, np.nan])) == 1
    assert spread_of(np.array([np.nan])) == 1
