from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.tasks.interactions.core import core

pairs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=50)


def brute(events, least_users, least_items):
    kept = list(range(len(events)))
    while True:
        users = [events[place][0] for place in kept]
        items = [events[place][1] for place in kept]
        left = [
            place
            for place in kept
            if users.count(events[place][0]) >= least_users and items.count(events[place][1]) >= least_items
        ]
        if left == kept:
            return kept
        kept = left


@given(events=pairs, least_users=st.integers(1, 4), least_items=st.integers(1, 4))
def test_the_core_is_the_largest_with_enough_events(events, least_users, least_items):
    users, items = (np.array([event[side] for event in events], np.int64) for side in (0, 1))
    kept = core(users, items, least_users, least_items)
    assert np.flatnonzero(kept).tolist() == brute(events, least_users, least_items)


def test_leaving_out_an_item_can_take_a_user_along():
    users, items = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 0, 1, 2])
    assert core(users, items, 2, 2).tolist() == [True, True, True, True, False]
    users, items = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 2])
    assert not core(users, items, 2, 2).any()
