"""A planted column is found first, an idle one gets nothing, twins count together, intervals hold what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.evaluation.areas import pr_auc
from bigmodel.evaluation.ordering import order_scores
from bigmodel.explain.association import associations, groups_of
from bigmodel.explain.columns import Column, Layout, Rows
from bigmodel.explain.importance import MOST, importance


def rows_of(numbers):
    return Rows(np.asarray(numbers, np.float32), np.zeros((len(numbers), 0), np.int32), np.zeros((len(numbers), 0)))


def layout_for(columns):
    return Layout(tuple(Column(f"c{place}", (place,)) for place in range(columns)))


def alone(columns):
    return [(place,) for place in range(columns)]


def drawn(seed, rows, columns, weights):
    """Cases whose class follows from a weighted sum of their columns, and the score that knows it."""
    random = np.random.default_rng(seed)
    numbers = random.normal(size=(rows, columns))
    weights = np.asarray(weights, float)

    def score(tensors):
        return 1 / (1 + np.exp(1.5 - tensors["numbers"].astype(np.float64) @ weights))

    y = (random.random(rows) < score({"numbers": numbers})).astype(np.int32)
    return rows_of(numbers), y, score


def test_the_planted_column_comes_first_and_an_idle_one_gets_nothing():
    rows, y, score = drawn(0, 2_000, 6, [0, 0.5, 0, 3, 0, 0])
    found = importance(score, rows, y, layout_for(6), alone(6))
    assert [each.columns for each in found.found[:2]] == [("c3",), ("c1",)]
    assert found.found[0].drop.value > 5 * found.found[1].drop.value > 0
    assert found.found[0].drop.low > 0
    for idle in found.found[2:]:
        assert idle.drop.value == idle.drop.low == idle.drop.high == 0
    assert (found.metric, found.rows, found.repeats) == ("pr_auc", 2_000, MOST)
    assert 0.5 < found.value < 1


def test_it_tells_of_the_model_and_not_of_the_data():
    rows, y, _ = drawn(0, 1_000, 4, [3, 0, 0, 0])
    found = importance(lambda tensors: tensors["numbers"][:, 2] * 1.0, rows, y, layout_for(4), alone(4))
    assert {each.columns[0]: each.drop.value for each in found.found}["c0"] == 0
    assert found.found[0].drop.value < 0.1


def test_of_twins_neither_seems_idle_where_they_are_dealt_out_together():
    random = np.random.default_rng(1)
    numbers = random.normal(size=(3_000, 3))
    numbers[:, 1] = numbers[:, 0] + random.normal(0, 0.05, 3_000)
    y = (numbers[:, 0] > 1).astype(np.int32)
    rows, layout = rows_of(numbers), layout_for(3)

    def score(tensors):
        return np.maximum(tensors["numbers"][:, 0], tensors["numbers"][:, 1])

    groups = groups_of(associations(rows, layout))
    assert groups == [(0, 1), (2,)]
    together = importance(score, rows, y, layout, [*groups, (0,), (1,)])
    drops = {each.columns: each.drop.value for each in together.found}
    assert drops["c0", "c1"] > 1.25 * max(drops["c0",], drops["c1",])


def test_more_classes_are_judged_by_macro_f1():
    random = np.random.default_rng(2)
    numbers = random.normal(size=(900, 3))
    y = np.digitize(numbers[:, 1], [-0.5, 0.5]).astype(np.int32)

    def score(tensors):
        return np.eye(3)[np.digitize(tensors["numbers"][:, 1], [-0.5, 0.5])]

    found = importance(score, rows_of(numbers), y, layout_for(3), alone(3))
    assert (found.metric, found.value) == ("macro_f1", 1)
    assert found.found[0].columns == ("c1",)
    # Dealt out at random a class is right as often as it is frequent.
    assert found.found[0].drop.value == pytest.approx(2 / 3, abs=0.05)
    assert found.found[0].drop.low < 2 / 3 < found.found[0].drop.high


def test_with_many_cases_a_sample_in_the_shares_of_the_classes_is_looked_at():
    rows, y, score = drawn(3, 20_000, 4, [2, 0, 0, 0])
    asked = []

    def counted(tensors):
        asked.append(len(tensors["numbers"]))
        return score(tensors)

    found = importance(counted, rows, y, layout_for(4), alone(4), budget=24_000)
    assert found.rows == pytest.approx(2_000, abs=1)
    assert found.repeats == 3
    assert sum(asked) <= 24_000 + found.rows
    again = importance(score, rows, y, layout_for(4), alone(4), budget=24_000)
    assert again == found
    assert found.value == pytest.approx(importance(score, rows, y, layout_for(4), []).value, abs=0.06)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=40))
def test_the_result_is_that_of_evaluate_whatever_scores_are_equal(cases):
    y, score = (np.array(part) for part in zip(*cases, strict=True))
    ordering = order_scores(y, score / 5)
    layout, rows = layout_for(1), rows_of(score[:, None] / 5)
    found = importance(lambda tensors: tensors["numbers"][:, 0], rows, y.astype(np.int32), layout, [])
    assert found.value == pytest.approx(float(pr_auc(ordering.tp, ordering.fp)), abs=1e-6)


def test_too_few_cases_give_no_interval():
    rows, _, score = drawn(4, 300, 2, [2, 0])
    y = (np.arange(300) < 10).astype(np.int32)
    assert all(each.drop.low is None for each in importance(score, rows, y, layout_for(2), alone(2)).found)


def test_intervals_hold_the_drop_on_endless_data():
    weights = [1.5, 0.6]
    rows, y, score = drawn(99, 60_000, 2, weights)
    truth = importance(score, rows, y, layout_for(2), alone(2), budget=10**6)
    wanted = {each.columns: each.drop.value for each in truth.found}
    held, trials = 0, 60
    for seed in range(trials):
        rows, y, score = drawn(seed, 400, 2, weights)
        found = importance(score, rows, y, layout_for(2), alone(2), budget=2_400, seed=seed)
        held += sum(each.drop.low <= wanted[each.columns] <= each.drop.high for each in found.found)
    # 95 % are promised of 120; 107 or fewer would come about once in a thousand.
    assert held >= 108
