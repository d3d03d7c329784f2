"""The k-core of a log: users and items with enough events, whatever is left out meanwhile."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def core(users: NDArray[np.int64], items: NDArray[np.int64], least_users: int, least_items: int) -> NDArray[np.bool_]:
    """The events of the largest part in which each user and each item has so many events.

    Leaving out an item takes events from its users, so both conditions are applied in turn until nothing changes
    (Seidman 1983 for graphs; here with two numbers, one a side).

    Args:
        users: int64 (n,), code of each event's user, from 0.
        items: int64 (n,), code of each event's item, from 0.
        least_users: Events that a user needs; 1 keeps all.
        least_items: Events that an item needs; 1 keeps all.

    Returns:
        bool (n,), which events stay; all false where no such part exists.
    """
    kept = np.ones(len(users), bool)
    while True:
        of_user = np.bincount(users[kept], minlength=1)
        of_item = np.bincount(items[kept], minlength=1)
        stays = kept.copy()
        stays[kept] = (of_user[users[kept]] >= least_users) & (of_item[items[kept]] >= least_items)
        if stays.sum() == kept.sum():
            return kept
        kept = stays
