from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.tasks.interactions.histories import Histories
from bigmodel.tasks.interactions.windows import count_windows, fitting_length, have_repeats, last_answers, windows


def histories(*each):
    starts = np.cumsum([0, *map(len, each)]).astype(np.int64)
    return Histories(np.concatenate([np.asarray(one, np.int32) for one in each]), starts)


def test_a_short_history_is_one_row_with_what_follows_at_every_place():
    x, y = windows(histories([5, 6, 7], [9]), 4)
    assert x.tolist() == [[0, 0, 5, 6]]
    assert y.tolist() == [[0, 0, 6, 7]]


def test_a_long_history_overlaps_by_half():
    x, y = windows(histories([1, 2, 3, 4, 5, 6, 7]), 4)
    assert x.tolist() == [[1, 2, 3, 4], [3, 4, 5, 6]]
    assert y.tolist() == [[2, 3, 4, 5], [0, 0, 6, 7]]


@given(st.lists(st.lists(st.integers(1, 50), min_size=1, max_size=40), min_size=1, max_size=4), st.integers(1, 9))
def test_every_event_is_learnt_from_once_after_the_one_before_it(each, length):
    x, y = windows(histories(*each), length)
    learnt = sorted((int(before), int(after)) for before, after in zip(x[y > 0], y[y > 0], strict=True))
    assert learnt == sorted(pair for one in each for pair in pairwise(one))


@given(st.lists(st.lists(st.integers(1, 50), min_size=1, max_size=40), min_size=1, max_size=4), st.integers(1, 9))
def test_windows_are_counted_without_being_made(each, length):
    made = histories(*each)
    assert count_windows(made.lengths, length) == len(windows(made, length)[0])


def test_answers_that_repeat_are_left_out_where_repeats_do_not_count():
    _, y = windows(histories([1, 2, 1, 3]), 4, repeats=False)
    assert y.tolist() == [[0, 2, 0, 3]]


def test_repeats_belong_to_the_data_from_a_share_on():
    assert have_repeats(histories([1, 2, 1], [3, 4]))
    assert not have_repeats(histories(range(1, 60), [1, 1]))


def test_rows_are_as_long_as_most_histories():
    many = histories(*[[1] * 7] * 99, [1] * 300)
    assert fitting_length(many.lengths, 50) == 10
    assert fitting_length(many.lengths, 6) == 6
    assert last_answers(np.array([4, 5], np.int32), 3).tolist() == [[0, 0, 4], [0, 0, 5]]
