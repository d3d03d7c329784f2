import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.evaluation.coverage import answered_from, coverage_curve, halving_certainty


def test_what_is_answered_is_counted():
    found = answered_from(0.6, np.array([0.5, 0.6, 0.9]), np.array([True, False, True]))
    assert (found.answered, found.right, found.total) == (2, 1, 3)
    assert found.accuracy.low < 0.5 < found.accuracy.high
    assert answered_from(0.95, np.array([0.5]), np.array([True])).accuracy is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200))
def test_the_curve_falls_in_coverage_and_the_start_halves_the_mistakes(cases):
    sure = np.array([each for each, _ in cases])
    right = np.array([each for _, each in cases])
    answered = [step.answered for step in coverage_curve(sure, right)]
    assert answered == sorted(answered, reverse=True)
    start = halving_certainty(sure, right)
    if start > 0:
        taken = sure >= start
        assert 1 - right[taken].mean() <= (1 - right.mean()) / 2 + 1e-12
