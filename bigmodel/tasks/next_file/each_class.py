"""Which of more than two classes became better or worse on a later file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.confusion import confusion
from bigmodel.runs.scores import CaseScores
from bigmodel.spec import Table, Words
from bigmodel.spec.numbers import count


def each_class(found: CaseScores, then: CaseScores, classes: Sequence[str], words: Words) -> Table:
    """For each class in the file how many cases of it are named right, now and in validation, and what the others are.

    Args:
        found: The cases of the file whose class is known.
        then: Validation.
        classes: The classes.
        words: The template's words.
    """
    now, before = (confusion(each.y, each.score.argmax(axis=1), len(classes)) for each in (found, then))
    there = np.flatnonzero(now.sum(axis=1)).tolist()
    columns: dict[str, Sequence[Any]] = {
        "Class": [classes[place] for place in there],
        words.heading: [int(now[place].sum()) for place in there],
        "Named right": [_right(now, place) for place in there],
        "In validation": [_right(before, place) for place in there],
        "Mostly taken for": [_taken(now, place, classes) for place in there],
    }
    formats = {words.heading: "count", "Named right": "share", "In validation": "share"}
    return Table("Each class", columns, formats)


def _right(matrix: NDArray[np.int64], place: int) -> float | None:
    """The share of a class that is named right; None where none of it is there."""
    total = int(matrix[place].sum())
    return int(matrix[place, place]) / total if total else None


def _taken(matrix: NDArray[np.int64], place: int, classes: Sequence[str]) -> str:
    others = matrix[place].copy()
    others[place] = 0
    if not others.any():
        return "–"
    most = int(others.argmax())
    times = int(others[most])
    return f"{classes[most]}, {'once' if times == 1 else f'{count(times)} times'}"
