"""Accuracy with the classes as frequent as elsewhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.evaluation.same_mix import accuracy_at


def cases(*classes):
    """For each class so many right and so many wrong."""
    y = np.concatenate([np.full(right + wrong, place, np.int32) for place, (right, wrong) in enumerate(classes)])
    right = np.concatenate([np.arange(right + wrong) < right for right, wrong in classes])
    return right, y


def test_each_class_counts_as_often_as_elsewhere():
    accuracy, worth = accuracy_at(*cases((90, 10), (50, 50)), np.array([0.8, 0.2]))
    assert accuracy == pytest.approx(0.8 * 0.9 + 0.2 * 0.5)
    assert worth == pytest.approx(0.82 * 0.18 / (0.8**2 * 0.9 * 0.1 / 100 + 0.2**2 * 0.5 * 0.5 / 100), rel=0.05)
    # A class that has few cases here and many there tells little.
    assert accuracy_at(*cases((990, 10), (5, 5)), np.array([0.1, 0.9]))[1] < 15


def test_a_class_without_cases_leaves_nothing_to_say():
    assert accuracy_at(*cases((90, 10), (0, 0)), np.array([0.8, 0.2])) is None
    assert accuracy_at(*cases((90, 10), (0, 0)), np.array([1.0, 0.0]))[0] == pytest.approx(0.9)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)).filter(any), min_size=1, max_size=6))
def test_with_its_own_mix_it_is_the_accuracy(classes):
    right, y = cases(*classes)
    accuracy, worth = accuracy_at(right, y, np.bincount(y) / len(y))
    assert accuracy == pytest.approx(right.mean())
    assert accuracy <= 1
    assert worth > 0


def test_alike_classes_are_worth_as_many_as_there_are():
    right, y = cases((90, 10), (90, 10), (90, 10))
    assert accuracy_at(right, y, np.full(3, 1 / 3))[1] == pytest.approx(300, rel=0.05)
