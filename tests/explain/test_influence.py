"""Columns are ranked by how far scores move with them, cheaply."""

import numpy as np

from bigmodel.explain.columns import Column, Layout, Rows
from bigmodel.explain.influence import BUDGET, LEAST, influence, rows_for


def layout(columns):
    return Layout(tuple(Column(f"c{place}", (place,)) for place in range(columns)))


def rows(numbers):
    return Rows(np.asarray(numbers, np.float32), np.zeros((len(numbers), 0), np.int32), np.zeros((len(numbers), 0)))


def test_the_column_with_the_greater_weight_moves_more_and_an_idle_one_nothing():
    drawn = rows(np.random.default_rng(0).normal(size=(256, 3)))

    def score(tensors):
        return 1 / (1 + np.exp(-tensors["numbers"].astype(float) @ [0.5, 0.0, 2.0]))

    found = influence(score, drawn, layout(3))
    assert found[2] > 2 * found[0] > 0
    assert found[1] == 0
    # Two classes as two columns of scores say the same as one.
    both = influence(lambda tensors: np.column_stack([1 - score(tensors), score(tensors)]), drawn, layout(3))
    np.testing.assert_allclose(both, found)


def test_of_very_many_columns_each_is_asked_with_fewer_rows():
    assert rows_for(32) * 32 == BUDGET
    assert rows_for(10_000) == LEAST
    assert rows_for(0) == BUDGET
