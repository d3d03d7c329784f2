"""Which rows of a log are no choices of items: cancelled, no product, without a user, given away."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.tasks.interactions.columns import Coded, Floats

Mask = NDArray[np.bool_]

NEARLY_ALL = 0.9
"""Share of ids that must follow a pattern before those that don't are taken for something else."""


def without_digits(items: Coded) -> Mask:
    """Rows whose item id has no digit although nearly all others have: postage, fees and corrections in shop logs.

    Returns:
        bool (n,); all false where ids are not built of digits.
    """
    digits = _matches(items.texts, r"\d")
    if not len(digits) or digits.mean() < NEARLY_ALL:
        return np.zeros(len(items.codes), bool)
    return _of_rows(~digits, items)


def cancelled_baskets(baskets: Coded) -> Mask:
    """Rows of invoices that start with C before digits although nearly all others are digits alone."""
    credit = _matches(baskets.texts, r"^[Cc]-?\d")
    plain = _matches(baskets.texts, r"^\d")
    if not credit.any() or plain.mean() + credit.mean() < NEARLY_ALL or plain.mean() < 0.5:
        return np.zeros(len(baskets.codes), bool)
    return _of_rows(credit, baskets)


def free_of_charge(price: Floats) -> Mask:
    """Rows with a price of nothing or less; all false where half of all rows are so, as prices then mean little."""
    free = price <= 0
    return free if free.mean() < 0.5 else np.zeros(len(price), bool)


def _matches(texts: pa.Array, pattern: str) -> Mask:
    return np.asarray(pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False), bool)


def _of_rows(of_text: Mask, column: Coded) -> Mask:
    return np.append(of_text, False)[column.codes]
