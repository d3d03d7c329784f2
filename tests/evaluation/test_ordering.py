import numpy as np
import pytest

from bigmodel.evaluation.ordering import order_scores
from bigmodel.spec import Problem


def test_ties_form_one_group():
    ordering = order_scores(np.array([True, False, True, False]), np.array([0.5, 0.9, 0.5, 0.1], np.float32))
    assert ordering.scores.tolist() == pytest.approx([0.9, 0.5, 0.1])
    assert ordering.tp.tolist() == [0, 2, 2]
    assert ordering.fp.tolist() == [1, 1, 2]


def test_scores_that_are_not_numbers_are_refused():
    with pytest.raises(Problem, match="not numbers"):
        order_scores(np.array([True, False]), np.array([0.5, np.nan], np.float32))


def test_other_length_is_refused():
    with pytest.raises(Problem, match="2 scores for 1 rows"):
        order_scores(np.array([True]), np.array([0.5, 0.4], np.float32))
