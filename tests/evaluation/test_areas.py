import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from bigmodel.evaluation.areas import pr_auc, pr_points, roc_auc
from bigmodel.evaluation.ordering import order_scores

ROWS = st.lists(st.tuples(st.booleans(), st.integers(0, 8)), min_size=2, max_size=60)


@given(ROWS)
def test_areas_as_scikit_learn(rows):
    y = np.array([row[0] for row in rows])
    score = np.array([row[1] / 8 for row in rows], np.float32)
    if y.all() or not y.any():
        return
    ordering = order_scores(y, score)
    assert float(pr_auc(ordering.tp, ordering.fp)) == pytest.approx(average_precision_score(y, score))
    assert float(roc_auc(ordering.tp, ordering.fp)) == pytest.approx(roc_auc_score(y, score))


def test_many_resamples_at_once():
    tp, fp = np.array([[1, 2], [0, 2]]), np.array([[0, 1], [1, 1]])
    assert pr_auc(tp, fp).tolist() == pytest.approx([(1 + 2 / 3) / 2, 2 / 3])
    assert roc_auc(tp, fp).tolist() == pytest.approx([0.75, 0.0])


def test_an_absent_class_gives_no_area():
    ordering = order_scores(np.zeros(5, bool), np.linspace(0, 1, 5))
    assert float(pr_auc(ordering.tp, ordering.fp)) == 0
    assert float(roc_auc(ordering.tp, ordering.fp)) == 0.5
    assert pr_points(ordering) == {"recall": [], "precision": []}


def test_the_curve_is_thinned_and_rises_in_recall():
    random = np.random.default_rng(0)
    y = random.random(20_000) < 0.3
    points = pr_points(order_scores(y, (random.random(20_000) + y).astype(np.float32)))
    assert 300 < len(points["recall"]) <= 401
    assert points["recall"][-1] == 1
    assert np.all(np.diff(points["recall"]) >= 0)
