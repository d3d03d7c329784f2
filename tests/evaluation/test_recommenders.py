from types import SimpleNamespace

import numpy as np
import pytest

from bigmodel.evaluation import recommenders
from bigmodel.evaluation.recommenders import ease, ease_largest, fit_recommenders, item_neighbours, matrix


def sequences(*histories):
    starts = np.cumsum([0, *(len(each) for each in histories)])
    return SimpleNamespace(items=np.concatenate(histories).astype(np.int32), starts=starts.astype(np.int64))


LOG = sequences([1, 2], [1, 2, 3], [3, 4], [3, 4, 4], [1, 2])


def test_ease_is_the_best_linear_model_without_a_diagonal():
    """Each column against its own ridge regression on the other items, solved densely."""
    held = matrix(LOG, 4).toarray().astype(np.float64)
    weights = ease(held.T @ held, 2.0)
    assert not np.diag(weights).any()
    for column in range(4):
        others = [place for place in range(4) if place != column]
        x = held[:, others]
        solved = np.linalg.solve(x.T @ x + 2.0 * np.eye(3), x.T @ held[:, column])
        assert weights[others, column] == pytest.approx(solved, abs=1e-6)


def test_beyond_a_size_ease_goes_without_the_rarest(monkeypatch):
    monkeypatch.setattr(recommenders, "LARGEST", 3)
    held = matrix(sequences([1, 2], [1, 2, 3], [3, 1], [4, 2]), 4).toarray()
    together = held.T @ held
    weights = ease_largest(together, 1.0)
    assert not weights[3].any()
    assert not weights[:, 3].any()
    assert weights[:3, :3] == pytest.approx(ease(together[:3, :3], 1.0))


def test_neighbours_are_cosines_of_the_nearest():
    held = matrix(LOG, 4).toarray()
    weights = item_neighbours(held.T @ held, 1)
    assert weights[0].tolist() == pytest.approx([0, 1, 0, 0])
    assert weights[2] == pytest.approx([0, 0, 0, 2 / np.sqrt(6)])


def test_a_matrix_holds_items_once_and_only_the_recent_ones():
    assert matrix(LOG, 4).toarray()[3].tolist() == [0, 0, 1, 1]
    assert matrix(LOG, 4, recent=1).toarray().tolist() == [
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [0, 0, 0, 1],
        [0, 1, 0, 0],
    ]
    assert matrix(LOG, 4, None, 1, 3).toarray().tolist() == [[1, 1, 1, 0], [0, 0, 1, 1]]


@pytest.fixture
def circles():
    """A log in which items come in two circles of four, and what comes next is known."""
    random = np.random.default_rng(0)
    histories, targets = [], []
    for _ in range(60):
        group, first = random.integers(0, 2), random.integers(0, 4)
        whole = group * 4 + (first + np.arange(4)) % 4 + 1
        histories.append(whole[:3])
        targets.append(whole[3])
    return sequences(*histories), np.array(targets, np.int32)


def test_all_three_are_fitted_and_tuned(circles):
    log, target = circles
    found = {each.name: each for each in fit_recommenders(log, log, target, 8, repeats=False)}
    assert set(found) == {"popularity", "item_knn", "ease"}
    assert found["ease"].ndcg > found["popularity"].ndcg
    assert found["item_knn"].ndcg > 0.99
    scores = found["ease"].score(log, 10, 15)
    assert scores.shape == (5, 8)
    assert scores.dtype == np.float32
    assert found["popularity"].score(log, 0, 2)[0] == pytest.approx(np.bincount(log.items - 1, minlength=8))


def test_items_of_the_history_are_left_out_only_without_repeats(circles):
    log, target = circles
    allowed, forbidden = (
        {each.name: each.ndcg for each in fit_recommenders(log, log, target, 8, repeats=repeats)}
        for repeats in (True, False)
    )
    assert forbidden["popularity"] > allowed["popularity"]
