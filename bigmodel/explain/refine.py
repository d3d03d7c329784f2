"""Make changes smaller while the decision stays flipped: numbers go back towards the case, columns that are not needed
stay."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bigmodel.explain.changeable import Limits, NumberColumn
from bigmodel.explain.edits import Copies, Edits

Ask = Callable[[Edits], tuple[NDArray[np.bool_], NDArray[np.float64]]]
"""Asks the model about copies: which reach the aim, bool (n,), and how near each is, float64 (n,)."""

PARTS = 12
"""Values between two ends that are asked about at once: three rounds find one value in two thousand."""


def back(edits: Edits, copies: Copies, starts: NDArray[np.float64], ask: Ask) -> Edits:
    """Copies whose numbers lie as near to the case as bisection finds while they reach the aim.

    Where the score rises and falls on the way this is the end of one stretch that reaches it, not always the nearest.

    Args:
        edits: Copies that reach the aim, (n, columns).
        copies: The case and its columns.
        starts: Where the way back of each number ends, float64 (columns,), NaN for columns that can't go back.
        ask: Asks the model.
    """
    edits = edits.copy()
    numbers = [np.flatnonzero(~np.isnan(edit) & ~np.isnan(starts)).tolist() for edit in edits]
    # The k-th number of all copies together, so that a round costs one question.
    for turn in range(max(map(len, numbers), default=0)):
        places = {row: found[turn] for row, found in enumerate(numbers) if turn < len(found)}
        fixed = {row: float(starts[place]) for row, place in places.items()}
        while places:
            tries = {
                row: _column(copies, place).between(fixed[row], float(edits[row, place]), PARTS)
                for row, place in places.items()
            }
            places = {row: place for row, place in places.items() if len(tries[row])}
            if places:
                _narrow(edits, places, fixed, tries, ask)
    return edits


def _narrow(
    edits: Edits,
    places: dict[int, int],
    fixed: dict[int, float],
    tries: dict[int, NDArray[np.float64]],
    ask: Ask,
) -> None:
    """Ask about the values between both ends of each copy, and move the ends, in place."""
    rows = np.repeat(list(places), [len(tries[row]) for row in places])
    asked = edits[rows]
    asked[np.arange(len(rows)), [places[int(row)] for row in rows]] = np.concatenate([tries[row] for row in places])
    reached, _ = ask(asked)
    for row, place in places.items():
        hit, values = reached[rows == row], tries[row]
        first = int(hit.argmax()) if hit.any() else len(hit)
        if first < len(hit):
            edits[row, place] = values[first]
        if first > 0:
            fixed[row] = float(values[first - 1])


def _column(copies: Copies, place: int) -> NumberColumn:
    column = copies.columns[place]
    assert isinstance(column, NumberColumn)
    return column


def starts_of(copies: Copies, limits: Limits) -> NDArray[np.float64]:
    """The case's own numbers; where one lies outside of its range, a point just before that, float64 (columns,).

    NaN for categories and missing numbers.
    """
    starts = copies.numbers.copy()
    for place, column in enumerate(copies.columns):
        if isinstance(column, NumberColumn):
            low, high = limits.range_of(column)
            starts[place] = np.clip(starts[place], np.nextafter(low, -np.inf), np.nextafter(high, np.inf))
    return starts


def needed(edits: Edits, ask: Ask) -> Edits:
    """Copies without the columns that they reach the aim without, (n, columns).

    In each round every copy gives up the column without which it stays nearest to the aim.
    """
    edits = edits.copy()
    open_rows = list(range(len(edits)))
    while open_rows:
        owners, dropped = [], []
        for row in open_rows:
            for place in np.flatnonzero(~np.isnan(edits[row])):
                owners.append(row)
                dropped.append(int(place))
        asked = edits[owners]
        asked[np.arange(len(owners)), dropped] = np.nan
        reached, nearness = ask(asked)
        owner, still = np.array(owners), []
        for row in open_rows:
            mine = np.flatnonzero((owner == row) & reached)
            if len(mine):
                edits[row] = asked[mine[nearness[mine].argmax()]]
                still.append(row)
        open_rows = still
    return edits
