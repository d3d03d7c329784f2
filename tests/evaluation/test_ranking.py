import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.evaluation.ranking import (
    by_length,
    compare_ranks,
    compare_users,
    coverage,
    gains,
    measure_epoch_ranks,
    measure_ranks,
    rank_targets,
)


def test_gains_by_hand():
    found = gains(np.array([1, 3, 10, 11]), 10)
    assert found["recall"].tolist() == [1, 1, 1, 0]
    assert found["precision"] == pytest.approx([0.1, 0.1, 0.1, 0])
    assert found["f1"] == pytest.approx([2 * 0.1 / 1.1] * 3 + [0])
    assert found["ndcg"] == pytest.approx([1, 0.5, 1 / np.log2(11), 0])
    assert found["mrr"] == pytest.approx([1, 1 / 3, 0.1, 1 / 11])


def test_epochs_are_compared_by_ndcg():
    measures = measure_epoch_ranks(np.array([1, 3]))
    assert measures["select"] == measures["ndcg"] == pytest.approx(0.75)
    assert measures["hit_rate"] == 1


@given(st.lists(st.integers(1, 60), min_size=20, max_size=60))
def test_every_metric_lies_in_its_interval_and_between_0_and_1(ranks):
    top = np.tile(np.arange(10), (len(ranks), 1))
    for name, found in measure_ranks(np.array(ranks), top, 60).items():
        assert 0 <= found.value <= 1
        if name != "coverage@10":
            assert found.low - 1e-9 <= found.value <= found.high + 1e-9


def test_the_interval_is_that_of_a_share():
    rank = np.where(np.arange(1_000) < 300, 1, 50)
    found = measure_ranks(rank, np.zeros((1_000, 10), int), 60)["hit_rate@10"]
    half = 1.96 * np.sqrt(0.3 * 0.7 / 1_000)
    assert found.value == 0.3
    assert (found.low, found.high) == pytest.approx((0.3 - half, 0.3 + half), abs=0.006)


def test_few_users_give_no_interval():
    found = measure_ranks(np.arange(1, 20), np.zeros((19, 10), int), 60)
    assert found["mrr"].low is None
    assert compare_ranks(np.arange(1, 20), np.arange(1, 20))["high"] is None


def test_coverage_counts_items_once_and_no_padding():
    assert coverage(np.array([[0, 1], [1, 2], [-1, -1]]), 6) == pytest.approx(0.5)


def test_the_difference_is_paired():
    rank = np.random.default_rng(0).integers(1, 30, 400)
    same = compare_ranks(rank, rank)
    assert (same["value"], same["low"], same["high"]) == (0, 0, 0)
    better = compare_ranks(np.maximum(rank - 1, 1), rank)
    assert 0 < better["low"] < better["value"] < better["high"]


def test_quarters_go_from_the_coldest_to_the_most_active():
    length = np.arange(1, 41)
    rank = {"model": np.where(length > 20, 1, 50), "ease": np.full(40, 50)}
    found = by_length(rank, length)
    assert [(group["low"], group["high"], group["users"]) for group in found] == [
        (1, 10, 10),
        (11, 20, 10),
        (21, 30, 10),
        (31, 40, 10),
    ]
    assert [group["hit_rate"]["model"] for group in found] == [0, 0, 1, 1]
    assert [group["hit_rate"]["ease"] for group in found] == [0, 0, 0, 0]


def test_equal_lengths_stay_together():
    (only,) = by_length({"model": np.array([1, 50])}, np.array([3, 3]))
    assert (only["users"], only["hit_rate"]["model"]) == (2, 0.5)


def test_ranks_of_equals_follow_the_columns_and_what_is_left_out_comes_last():
    score = np.array([[1, 1, 1], [0, 2, 1], [5, -np.inf, 4]], np.float32)
    assert rank_targets(score, np.array([1, 2, 1])).tolist() == [2, 2, 3]


@given(st.integers(0, 10_000))
def test_the_rank_is_the_place_in_the_sorted_list(seed):
    random = np.random.default_rng(seed)
    score = random.integers(0, 4, (5, 8)).astype(np.float32)
    target = random.integers(0, 8, 5)
    order = np.argsort(-score, axis=1, kind="stable")
    places = [order[row].tolist().index(target[row]) + 1 for row in range(5)]
    assert rank_targets(score, target).tolist() == places


def test_the_same_model_on_other_users_differs_by_chance_alone():
    random = np.random.default_rng(0)
    within = 0
    for _ in range(200):
        found = compare_users(random.integers(1, 30, 300), random.integers(1, 30, 80))
        within += found["low"] <= 0 <= found["high"]
    assert 180 <= within <= 199
    worse = compare_users(random.integers(5, 60, 300), random.integers(1, 30, 300))
    assert worse["low"] < worse["value"] < worse["high"] < 0


def test_few_users_tell_no_difference():
    assert compare_users(np.arange(1, 20), np.arange(1, 200))["low"] is None
