import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.evaluation.areas import pr_auc, roc_auc
from bigmodel.evaluation.intervals import (
    bootstrap,
    difference_of_shares,
    f1_interval,
    mean_interval,
    paired_difference,
    resampled_areas,
    wilson,
)
from bigmodel.evaluation.ordering import order_scores


def sample(rows, share, seed=0, distance=2.0):
    random = np.random.default_rng(seed)
    y = (random.random(rows) < share).astype(np.int32)
    y[:2] = 0, 1
    score = 1 / (1 + np.exp(-(random.normal(size=rows) + distance * y - 2)))
    return y, score.astype(np.float32)


@given(st.integers(0, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_within_zero_and_one(counts):
    k, n = counts
    low, high = wilson(k, n)
    assert 0 <= low <= high <= 1
    if n:
        assert low <= k / n <= high
        mirrored = wilson(n - k, n)
        assert (low, high) == pytest.approx((1 - mirrored[1], 1 - mirrored[0]), abs=1e-9)


def test_wilson_known_value():
    # Newcombe (1998), table of 81 of 263: 0.2553 to 0.3662.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_wilson_refuses_the_impossible():
    with pytest.raises(ValueError, match="3 successes in 2 trials"):
        wilson(3, 2)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_f1_lies_in_its_interval(tp, fp, fn):
    low, high = f1_interval(tp, fp, fn)
    f1 = 2 * tp / max(1, 2 * tp + fp + fn)
    assert low - 1e-12 <= f1 or tp + fp + fn == 0
    assert f1 <= high + 1e-12


def test_f1_interval_covers_as_often_as_it_says():
    random = np.random.default_rng(1)
    chances = np.array([0.05, 0.02, 0.03, 0.90])  # tp, fp, fn, tn
    truth = 2 * 0.05 / (2 * 0.05 + 0.05)
    bounds = [f1_interval(*map(int, random.multinomial(2_000, chances)[:3])) for _ in range(1_000)]
    assert 0.93 <= np.mean([low <= truth <= high for low, high in bounds]) <= 0.97


def test_mean_interval_of_one_value_is_open():
    assert mean_interval(np.array([0.3])) == (float("-inf"), float("inf"))


@pytest.mark.parametrize(("rows", "share"), [(3_000, 0.02), (3_000, 0.5)])
def test_bootstrap_of_cells_agrees_with_bootstrap_of_rows(rows, share):
    y, score = sample(rows, share)
    bounds = bootstrap(order_scores(y == 1, score))
    areas = resampled_areas(y, [(y == 1, score)], resamples=1_000, seed=5)[:, 0]
    for column, name in enumerate(("pr_auc", "roc_auc")):
        expected = np.percentile(areas[:, column], [2.5, 97.5])
        width = expected[1] - expected[0]
        assert bounds[name] == pytest.approx(expected, abs=0.15 * width)


def test_bootstrap_holds_the_value_and_repeats():
    y, score = sample(4_000, 0.4)
    ordering = order_scores(y == 1, score)
    bounds = bootstrap(ordering)
    assert bounds["pr_auc"][0] < float(pr_auc(ordering.tp, ordering.fp)) < bounds["pr_auc"][1]
    assert bounds["roc_auc"][0] < float(roc_auc(ordering.tp, ordering.fp)) < bounds["roc_auc"][1]
    assert bounds == bootstrap(ordering)


def test_bootstrap_without_positives_tells_nothing():
    assert bootstrap(order_scores(np.zeros(30, bool), np.linspace(0, 1, 30)))["pr_auc"] == (0, 1)


def test_a_model_does_not_differ_from_itself():
    y, score = sample(500, 0.2)
    assert paired_difference(y, score, score) == (0, 0, 0)


def test_paired_bootstrap_sees_a_small_but_certain_difference():
    y, score = sample(5_000, 0.1)
    worse = (score + np.random.default_rng(2).normal(0, 0.1, len(y))).astype(np.float32)
    value, low, high = paired_difference(y, score, worse, resamples=200)
    assert 0 < low < value < high
    mirrored = paired_difference(y, worse, score, resamples=200)
    assert mirrored == pytest.approx((-value, -high, -low))


def test_difference_of_shares_known_value():
    # Newcombe 1998, table II, example a: 56/70 against 48/80, method 10.
    value, low, high = difference_of_shares(56, 70, 48, 80)
    assert value == pytest.approx(0.2)
    assert (low, high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


@given(st.integers(1, 300), st.integers(1, 300), st.data())
def test_a_difference_of_shares_lies_in_its_interval_and_turns_with_its_sides(whole, other, data):
    part, part_other = data.draw(st.integers(0, whole)), data.draw(st.integers(0, other))
    value, low, high = difference_of_shares(part, whole, part_other, other)
    assert -1 - 1e-9 <= low <= value <= high <= 1 + 1e-9
    back = difference_of_shares(part_other, other, part, whole)
    assert back == pytest.approx((-value, -high, -low))
