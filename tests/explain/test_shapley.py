"""Shapley's axioms, the brute-force definition, and the sanity checks for explanations from the literature."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bigmodel.explain.columns import Column, Layout, Rows
from bigmodel.explain.shapley import background_size, explain_row, row_game, shapley_values


def rows_of(numbers):
    numbers = np.asarray(numbers, np.float32)
    return Rows(numbers, np.zeros((len(numbers), 0), np.int32), np.zeros((len(numbers), 0)))


def layout_for(columns):
    return Layout(tuple(Column(f"c{place}", (place,)) for place in range(columns)))


def network(seed, columns):
    """A small network with random weights."""
    random = np.random.default_rng(seed)
    first, second = random.normal(size=(columns, 8)), random.normal(size=8)
    return lambda tensors: 1 / (1 + np.exp(-np.tanh(tensors["numbers"].astype(np.float64) @ first) @ second))


def table_game(worth):
    """A game with one background row whose coalitions are looked up by their bits."""
    return lambda taken, against: worth[taken @ (1 << np.arange(taken.shape[1]))]


def by_orders(worth, players):
    """The definition: the mean gain of each player over all orders in which they can come."""
    found = np.zeros(players)
    orders = list(permutations(range(players)))
    for order in orders:
        coalition = 0
        for player in order:
            found[player] += worth[coalition | 1 << player] - worth[coalition]
            coalition |= 1 << player
    return found / len(orders)


@given(players=st.integers(1, 6), seed=st.integers(0, 10**6))
@settings(max_examples=30)
def test_exact_values_are_those_of_the_definition(players, seed):
    worth = np.random.default_rng(seed).normal(size=2**players)
    found = shapley_values(table_game(worth), players, 1)
    np.testing.assert_allclose(found.values, by_orders(worth, players), atol=1e-12)
    assert not found.errors.any()


@given(columns=st.integers(1, 14), background=st.integers(1, 9), seed=st.integers(0, 10**6))
@settings(max_examples=25)
def test_values_add_up_to_the_score(columns, background, seed):
    random = np.random.default_rng(seed)
    score, layout = network(seed, columns), layout_for(columns)
    case, others = rows_of(random.normal(size=(1, columns))), rows_of(random.normal(size=(background, columns)))
    for exact in (10, 0):
        found = explain_row(score, case, others, layout, exact=exact)
        assert found.score == pytest.approx(float(score(case.tensors())[0]), abs=1e-12)
        assert found.base == pytest.approx(float(score(others.tensors()).mean()), abs=1e-12)
        assert found.base + found.values.sum() == pytest.approx(found.score, abs=1e-10)


@pytest.mark.parametrize("exact", [10, 0])
def test_a_dummy_gets_nothing_and_equals_get_the_same(exact):
    random = np.random.default_rng(0)
    score = lambda tensors: np.tanh(tensors["numbers"][:, 0] + tensors["numbers"][:, 1]).astype(np.float64)  # noqa: E731
    others = random.normal(size=(40, 4))
    others[:, 1] = others[:, 0]
    found = explain_row(score, rows_of([[1.5, 1.5, 9.0, -9.0]]), rows_of(others), layout_for(4), exact=exact)
    assert found.values[2] == found.values[3] == 0
    assert found.values[0] == pytest.approx(found.values[1], abs=1e-12 if exact else 4 * found.errors[0] + 1e-9)
    assert found.values[0] > 0.2


def test_of_a_sum_each_column_gets_its_distance_from_the_average():
    random = np.random.default_rng(3)
    weights, others, case = random.normal(size=12), random.normal(size=(30, 12)), random.normal(size=(1, 12))
    score = lambda tensors: tensors["numbers"].astype(np.float64) @ weights  # noqa: E731
    found = explain_row(score, rows_of(case), rows_of(others), layout_for(12))
    np.testing.assert_allclose(found.values, weights * (case[0] - others.mean(axis=0)), atol=1e-5)
    assert found.errors.max() < 1e-7


def test_sampled_values_lie_within_their_errors_of_the_exact_ones():
    random = np.random.default_rng(5)
    score, layout = network(5, 9), layout_for(9)
    case, others = rows_of(random.normal(size=(1, 9))), rows_of(random.normal(size=(16, 9)))
    exact = explain_row(score, case, others, layout)
    away = []
    for seed in range(12):
        found = explain_row(score, case, others, layout, seed=seed, exact=0)
        away.append((found.values - exact.values) / found.errors)
    assert 0.7 < np.sqrt(np.mean(np.square(away))) < 1.3
    assert np.abs(found.values - exact.values).max() < 0.02


def test_a_planted_column_is_found_first():
    random = np.random.default_rng(1)
    score = lambda tensors: 1 / (1 + np.exp(-4 * tensors["numbers"][:, 5] - 0.2 * tensors["numbers"][:, 0]))  # noqa: E731
    case = random.normal(size=(1, 20))
    case[0, 5] = 2.5
    found = explain_row(score, rows_of(case), rows_of(random.normal(size=(64, 20))), layout_for(20))
    assert int(np.argmax(np.abs(found.values))) == 5
    assert np.abs(np.delete(found.values, 5)).max() < 0.2 * found.values[5]


def test_other_weights_give_another_explanation():
    """Adebayo et al., Sanity Checks for Saliency Maps (arXiv 1810.03292): it depends on the model, not on the data."""
    random = np.random.default_rng(2)
    case, others, layout = rows_of(random.normal(size=(1, 8))), rows_of(random.normal(size=(32, 8))), layout_for(8)
    found = [explain_row(network(seed, 8), case, others, layout).values for seed in range(6)]
    assert np.array_equal(found[0], explain_row(network(0, 8), case, others, layout).values)
    alike = np.corrcoef(found)[np.triu_indices(6, 1)]
    assert np.abs(alike).mean() < 0.6
    assert min(np.abs(first - second).max() for first in found for second in found if first is not second) > 0.01


def test_hybrids_that_are_equal_are_scored_once():
    asked = []

    def score(tensors):
        asked.append(len(tensors["numbers"]))
        return tensors["numbers"].sum(axis=1)

    case, others = rows_of([[1.0, 2.0, np.nan]]), rows_of([[1.0, 2.0, np.nan], [1.0, 5.0, np.nan]])
    play = row_game(score, case, others, layout_for(3))
    taken = np.array([[0, 0, 0], [1, 0, 1], [1, 1, 1], [0, 0, 0], [1, 0, 0], [0, 1, 0]], bool)
    play(taken, np.array([0, 0, 0, 1, 1, 1]))
    assert asked == [3]


def test_more_columns_are_compared_with_fewer_rows():
    assert background_size(1) == background_size(10) == background_size(256) == 50
    assert background_size(1024) == 12
    assert background_size(100_000) == 8
