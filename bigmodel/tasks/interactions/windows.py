"""Histories cut into rows of one length, to learn from at every place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bigmodel.tasks.interactions.histories import Histories, Longs

Rows = tuple[NDArray[np.int32], NDArray[np.int32]]
REPEATED = 0.02
"""From this share of training events that choose again what was chosen before, repeats belong to the data."""


def windows(histories: Histories, length: int, *, repeats: bool = True) -> Rows:
    """Inputs and answers of training.

    A history longer than ``length`` becomes several windows that overlap by half, so that every event is learnt from
    with at least half a window before it, and once only: what an earlier window answered is 0 in a later one.

    Args:
        histories: Training histories.
        length: Items in a row.
        repeats: Whether an item of the history is an answer; if not, answers that repeat are 0.

    Returns:
        ``history`` and ``y``, int32 (n, length) each, padded on the left: y holds the item that follows, 0 where there
        is nothing to learn. Histories of one event give no row.
    """
    inputs: list[NDArray[np.int32]] = []
    answers: list[NDArray[np.int32]] = []
    for place in range(len(histories)):
        history = histories.of(place)
        before, after = history[:-1], history[1:].copy()
        if not repeats:
            after[repeated(history)[1:]] = 0
        done = 0
        for end in _ends(len(before), length):
            start = max(0, end - length)
            x, y = np.zeros(length, np.int32), np.zeros(length, np.int32)
            x[length - (end - start) :] = before[start:end]
            y[length - (end - done) :] = after[done:end]
            done = end
            if y.any():
                inputs.append(x)
                answers.append(y)
    empty = np.zeros((0, length), np.int32)
    return (np.stack(inputs), np.stack(answers)) if inputs else (empty, empty)


def _ends(count: int, length: int) -> list[int]:
    """Where windows over ``count`` places end."""
    if not count:
        return []
    step = max(1, length // 2)
    ends = [min(count, length)]
    while ends[-1] < count:
        ends.append(min(count, ends[-1] + step))
    return ends


def repeated(history: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which events choose what the same history holds before, bool (n,)."""
    again = np.ones(len(history), bool)
    again[np.unique(history, return_index=True)[1]] = False
    return again


def have_repeats(histories: Histories) -> bool:
    """Whether people choose again what they chose before, as the training data says (see ``REPEATED``)."""
    again = sum(int(repeated(histories.of(place)).sum()) for place in range(len(histories)))
    return again >= REPEATED * max(1, len(histories.items))


def count_windows(lengths: Longs, length: int) -> int:
    """How many rows ``windows`` makes of histories of these lengths (where it leaves none out for lack of answers)."""
    before = lengths[lengths > 1] - 1
    more = np.ceil(np.maximum(before - length, 0) / max(1, length // 2))
    return int((1 + more).sum())


def fitting_length(lengths: Longs, most: int) -> int:
    """Items in a row: as many as 95 of 100 histories have, a multiple of 5, at most ``most``.

    Padding costs as much as items do.
    """
    needed = float(np.quantile(lengths, 0.95)) if len(lengths) else 1.0
    return max(1, min(most, 5 * max(1, -(-int(needed) // 5))))


def last_answers(target: NDArray[np.int32], length: int) -> NDArray[np.int32]:
    """Answers int32 (n, length) of questions for what comes last: the target at the last place, 0 elsewhere."""
    answers = np.zeros((len(target), length), np.int32)
    answers[:, -1] = target
    return answers
