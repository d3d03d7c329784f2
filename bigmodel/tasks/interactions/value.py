"""What the numbers beside choices are: ratings, quantities, or nothing that tells anything."""

from __future__ import annotations

import numpy as np

from bigmodel.data.words_in import matches
from bigmodel.tasks.interactions.columns import Floats
from bigmodel.tasks.interactions.log import ValueKind

RATING = ("rating", "ratings", "stars", "score", "grade", "rate", "评分")
QUANTITY = ("quantity", "qty", "count", "units", "pieces", "plays", "number", "menge", "数量")
STEPS = 21
"""Different values that a scale of ratings has at most: 0 to 10 by halves."""
HIGHEST = 100.0


def value_kind(value: Floats, name: str) -> ValueKind | None:
    """Whether numbers are ratings or quantities.

    The name decides where it says so; else few different values on a short scale from 0 on are ratings.

    Args:
        value: float64 (n,), NaN where missing.
        name: The column's name.

    Returns:
        None where all numbers are the same: they tell nothing, and a choice is a choice.
    """
    known = value[np.isfinite(value)]
    if not len(known) or known.min() == known.max():
        return None
    if matches(name, QUANTITY) is not None:
        return "quantity"
    if matches(name, RATING) is not None:
        return "rating"
    scale = np.unique(known[:100_000])
    return "rating" if len(scale) <= STEPS and scale[0] >= 0 and scale[-1] <= HIGHEST else "quantity"
