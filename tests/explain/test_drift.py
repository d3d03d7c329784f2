import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import ks_2samp

from bigmodel.explain.column_drift import column_drift
from bigmodel.explain.drift import drift_of_labels, drift_of_numbers, ks, psi, psi_by_chance
from bigmodel.inference.table import fit_encoder
from bigmodel.spec import Field


def test_psi_of_known_shares():
    then, now = np.array([500_000, 500_000]), np.array([250_000, 750_000])
    by_hand = (0.25 - 0.5) * math.log(0.25 / 0.5) + (0.75 - 0.5) * math.log(0.75 / 0.5)
    assert psi(then, now) == pytest.approx(by_hand, rel=1e-4)
    assert psi(then, then * 3) == pytest.approx(0, abs=1e-9)
    assert math.isfinite(psi(np.array([10, 0]), np.array([0, 10])))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@given(
    arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e3, 1e3)),
    arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e3, 1e3)),
)
def test_ks_is_that_of_scipy(then, now):
    assert ks(then, now) == pytest.approx(ks_2samp(then, now, method="asymp").statistic, abs=1e-12)


def test_nothing_moves_by_chance_alone():
    random = np.random.default_rng(0)
    false_alarms = sum(
        drift_of_numbers(random.normal(size=120), random.normal(size=80)).move != "steady" for _ in range(400)
    )
    # The rule of thumb alone, 0.1, is passed by chance in most of such small samples.
    assert psi_by_chance(120, 80, 10) > 0.25
    assert false_alarms <= 400 * 0.03


@pytest.mark.parametrize(("shift", "move"), [(0.0, "steady"), (0.4, "moved a little"), (1.0, "moved")])
def test_moves_are_named_by_the_rule_of_thumb(shift, move):
    random = np.random.default_rng(1)
    assert drift_of_numbers(random.normal(size=20_000), random.normal(shift, 1, 20_000)).move == move


def test_what_was_usual_before_is_no_news():
    random = np.random.default_rng(1)
    then, now = random.normal(size=5_000), random.normal(1, 1, 5_000)
    assert drift_of_numbers(then, now, usual=2.0).move == "as before"


@settings(max_examples=60)
@given(
    st.lists(st.one_of(st.just(math.nan), st.floats(-1e9, 1e9)), max_size=40),
    st.lists(st.one_of(st.just(math.nan), st.floats(-1e9, 1e9)), max_size=40),
)
def test_any_numbers_can_be_compared(then, now):
    found = drift_of_numbers(np.array(then, float), np.array(now, float))
    assert found.psi >= 0
    assert math.isfinite(found.psi)
    assert 0 <= found.ks <= 1
    assert len(found.labels) == len(found.then) == len(found.now)
    if then and now:
        assert found.then.sum() == pytest.approx(1)
        assert found.now.sum() == pytest.approx(1)


def test_missing_values_have_a_bin():
    found = drift_of_numbers(np.arange(100.0), np.append(np.arange(50.0), [np.nan] * 50))
    assert found.labels[-1] == "missing"
    assert found.now[-1] == 0.5
    assert found.then[-1] == 0
    assert found.move == "moved"


def test_categories_have_bins_for_new_and_for_rare_ones():
    then = {f"k{number:02}": 30 - number for number in range(25)} | {None: 5}
    now = {"k00": 50, "k24": 3, "never": 7}
    found = drift_of_labels(then, now)
    shares = dict(zip(found.labels, found.now, strict=True))
    assert shares["new"] == pytest.approx(7 / 60)
    assert shares["all others"] == pytest.approx(3 / 60)
    assert shares["missing"] == 0
    assert found.ks is None


def test_columns_are_compared_as_the_model_sees_them():
    random = np.random.default_rng(0)
    day = np.datetime64("2025-03-03", "us") + np.arange(60).astype("timedelta64[D]")

    def table(start, low, high, shop):
        times = day + np.timedelta64(start, "D") + random.integers(low, high, 60).astype("timedelta64[h]")
        return pa.table({"t": pa.array(times, pa.timestamp("us")), "c": [shop] * 60, "n": np.arange(60.0)})

    then = table(0, 8, 12, "a")
    fields = [
        Field(name="t", kind="date", role="time"),
        Field(name="c", kind="category", role="feature"),
        Field(name="n", kind="number", role="feature"),
    ]
    encoder = fit_encoder(then, fields)
    found = column_drift(then, table(60, 20, 24, "b"), encoder)
    moves = {name: drift.move for name, drift in found.items()}
    # Later days are what one expects; other hours and another shop are not.
    assert moves == {"n": "steady", "t: hour": "moved", "t: day of the week": "steady", "c": "moved"}
    assert set(column_drift(then, then.select(["n"]), encoder)) == {"n"}


def test_where_all_numbers_were_the_same_any_other_is_new():
    ones = np.ones(500)
    assert drift_of_numbers(ones, np.ones(300)).move == "steady"
    found = drift_of_numbers(ones, np.repeat([1.0, 2.0, np.nan], 100))
    assert found.move == "moved"
    assert found.labels == ("1", "another", "missing")
    assert found.now == pytest.approx([1 / 3] * 3)
    assert found.ks == pytest.approx(0.5)


def test_ranges_of_years_are_years_and_those_of_other_numbers_are_not():
    years = np.arange(1990.0, 2010.0)
    assert drift_of_numbers(years, years).labels[0] == "up to 1992"
    assert drift_of_numbers(years + 0.5, years).labels[0] == "up to 1,992"
    assert drift_of_numbers(years * 100, years * 100).labels[0].startswith("up to 199,")
    assert drift_of_numbers(np.full(9, 1990.0), years).labels[0] == "1990"
