"""Which cases lie outside of what training saw: there a model has nothing to go by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.explain.population import distinct, in_values
from bigmodel.inference.categories import SAME
from bigmodel.inference.dates import read_times
from bigmodel.inference.derive import derive
from bigmodel.inference.numbers import read_numbers
from bigmodel.inference.table import derived_of

SECOND = np.timedelta64(1, "s")
"""The encoder knows the last date of training to the second."""


def outside_training(table: pa.Table, encoder: Mapping[str, Any]) -> dict[str, NDArray[np.bool_]]:
    """For each column that the model looks at, the rows outside of what training saw.

    A number below the smallest or above the largest, a date likewise where the model counts days, a category that
    training never had. Missing cells lie nowhere. Later dates of the time column are what one expects.

    Args:
        table: Rows in the kinds of training, (n,); columns that are absent are passed over.
        encoder: What ``inference.table.fit_encoder`` returned.

    Returns:
        Column name to bool (n,).
    """
    table = derive(table, derived_of(encoder))
    found = {}
    for fitted in encoder["numbers"]:
        if fitted["name"] in table.column_names:
            values = read_numbers(table[fitted["name"]])[0]
            found[fitted["name"]] = (values < fitted["low"]) | (values > fitted["high"])
    for fitted in encoder["dates"]:
        if fitted["name"] in table.column_names and "days" in fitted["parts"]:
            times = read_times(table[fitted["name"]])[0]
            first, last = np.datetime64(fitted["first"]), np.datetime64(fitted["last"]) + SECOND
            found[fitted["name"]] = (times < first) | (times > last)
    for fitted in encoder["categories"]:
        if fitted["name"] in table.column_names:
            found[fitted["name"]] = _unseen(table[fitted["name"]], fitted)
    return found


def anywhere(outside: Mapping[str, NDArray[np.bool_]], rows: int) -> NDArray[np.bool_]:
    """The rows that lie outside in any column, bool (rows,)."""
    found = np.zeros(rows, bool)
    for each in outside.values():
        found |= each
    return found


def _unseen(column: pa.ChunkedArray, vocabulary: Mapping[str, Any]) -> NDArray[np.bool_]:
    if vocabulary["open"]:  # training saw more values than are listed: none can be called new
        return np.zeros(len(column), bool)
    known = {*vocabulary["keys"], *vocabulary["rare"]}
    known |= {SAME[key] for key in known if key in SAME}
    keys, column = distinct(column)
    return in_values(column, [cell for cell, key in keys if key is not None and key not in known])
