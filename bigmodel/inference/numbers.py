"""Cells of a number column as floats, whatever type a file gives them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

DECORATION = r"[\s\x{00A0}\x{2009}\x{202F}'’€$£¥%]"
PLAIN = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
COMMA_IS_DECIMAL = r"(^[+-]?0|\.[0-9]{3}),[0-9]|,([0-9]{1,2}|[0-9]{4,})$|\.[0-9]{3}\."
COMMA_IS_GROUP = r",[0-9]{3}[.,]"
DOT_GROUPS = r"^[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?$"
COMMA_GROUPS = r"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?$"


def read_numbers(column: pa.ChunkedArray) -> tuple[NDArray[np.float64], int]:
    """A column as numbers.

    Text is read with thousands separators, a decimal comma, currency or per-cent signs. Where only ``1,234`` stands
    in a column, so that the comma may be either, it separates thousands.

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
    if _is_text(kind):
        numbers, unreadable = _read_text(column)
    elif _is_number(kind):
        numbers, unreadable = pc.cast(column, pa.float64(), safe=False), 0
    else:
        return np.full(len(column), np.nan), len(column) - column.null_count
    values = np.array(numbers.to_numpy(), np.float64)
    values[~np.isfinite(values)] = np.nan
    return values, unreadable


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_decimal(kind)
    )


def _read_text(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    text = pc.replace_substring_regex(column.cast(pa.string()), DECORATION, "")
    text = pc.if_else(pc.equal(text, ""), None, text)
    if _any(text, r","):
        text = _without_commas(text)
    readable = pc.match_substring_regex(text, PLAIN)
    unreadable = int(pc.sum(pc.invert(readable)).as_py() or 0)
    return pc.cast(pc.if_else(readable, text, None), pa.float64()), unreadable


def _without_commas(text: pa.ChunkedArray) -> pa.ChunkedArray:
    if _any(text, COMMA_IS_DECIMAL) and not _any(text, COMMA_IS_GROUP):
        grouped = pc.match_substring_regex(text, DOT_GROUPS)
        text = pc.if_else(grouped, pc.replace_substring(text, ".", ""), text)
        return pc.replace_substring(text, ",", ".", max_replacements=1)
    grouped = pc.match_substring_regex(text, COMMA_GROUPS)
    return pc.if_else(grouped, pc.replace_substring(text, ",", ""), text)


def _any(text: pa.ChunkedArray, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(text, pattern)).as_py())
