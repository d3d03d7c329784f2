"""Cells of a number column as floats."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

PLAIN = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"


def read_numbers(column: pa.ChunkedArray) -> tuple[NDArray[np.float64], int]:
    """A column as numbers.

    Text is read where it is a plain number such as ``-1.5e3``. How else files write numbers is a matter of reading
    files, in training and later alike; it is settled before.

    Args:
        column: Values of any type, shape (n,).

    Returns:
        float64 of shape (n,), NaN where missing, infinite or unreadable; and how many cells could not be read.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_null(kind):
        return np.full(len(column), np.nan), 0
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        numbers, unreadable = _read_text(column)
    elif _is_number(kind):
        numbers, unreadable = pc.cast(column, pa.float64(), safe=False), 0
    else:
        return np.full(len(column), np.nan), len(column) - column.null_count
    values = np.array(numbers.to_numpy(), np.float64)
    values[~np.isfinite(values)] = np.nan
    return values, unreadable


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_decimal(kind)
    )


def _read_text(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    text = pc.utf8_trim_whitespace(column.cast(pa.string()))
    text = pc.if_else(pc.equal(text, ""), None, text)
    readable = pc.match_substring_regex(text, PLAIN)
    unreadable = int(pc.sum(pc.invert(readable)).as_py() or 0)
    return pc.cast(pc.if_else(readable, text, None), pa.float64()), unreadable
