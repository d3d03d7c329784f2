"""Large changes where small ones do not flip a case: all that helps, or what real records of the wanted class have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bigmodel.explain.changeable import CategoryColumn, Changeable
from bigmodel.explain.edits import Edits
from bigmodel.explain.likeness import Likeness
from bigmodel.explain.neighbours import nearest

DONORS = 60


def stairs(singles: Edits) -> Edits:
    """The best single change of each column, one after the other: the first, the first two, ... all.

    Args:
        singles: Copies with one change each, those that come nearest to the aim first, (n, columns).
    """
    made = np.full((singles.shape[1], singles.shape[1]), np.nan)
    row, step = np.full(singles.shape[1], np.nan), 0
    for single in singles:
        column = int(np.flatnonzero(~np.isnan(single))[0])
        if np.isnan(row[column]):
            row[column] = single[column]
            made[step] = row
            step += 1
    return made[:step]


def donated(choices: Sequence[NDArray[np.float64]], likeness: Likeness, wanted: NDArray[np.bool_]) -> Edits:
    """Copies with all that the nearest real records of the wanted class have otherwise, as far as it is allowed.

    Args:
        choices: The values that each column may change to.
        likeness: The distances of the case to real records, n.
        wanted: Which of these are of the wanted class, bool (n,).

    Returns:
        At most ``DONORS`` copies, the nearest first.
    """
    rows = nearest(likeness.base, DONORS, wanted)
    made = likeness.copies.empty(len(rows))
    for place, values in enumerate(choices):
        lent = likeness.values(place, rows)
        if len(values) and lent is not None:
            own = likeness.copies.numbers[place]
            made[:, place] = _closest(lent, values, own, likeness.copies.columns[place])
    return made


def _closest(
    lent: NDArray[np.float64], values: NDArray[np.float64], own: float, column: Changeable
) -> NDArray[np.float64]:
    """The allowed value nearest to each that is lent, NaN where none is lent or the case's own one is nearer."""
    if isinstance(column, CategoryColumn):
        return np.where(np.isin(lent, values), lent, np.nan)
    away = np.abs(lent[:, None] - values)
    found = values[away.argmin(axis=1)]
    stays = np.isnan(lent) | (np.abs(lent - own) <= away.min(axis=1))
    return np.where(stays, np.nan, found)
