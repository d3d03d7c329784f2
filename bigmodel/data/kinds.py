"""Columns in the kinds that a plan gives them, where the file alone says otherwise.

Training and scoring both come by here, so that a cell means the same in both.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from bigmodel.data.convert import numbers_in
from bigmodel.data.dates import DATE, dates_in, dates_in_numbers
from bigmodel.data.options import ReadOptions
from bigmodel.spec import Kind


def columns_as(table: pa.Table, kinds: Mapping[str, Kind], options: ReadOptions) -> pa.Table:
    """The table with these columns as numbers and dates.

    Args:
        table: As ``read_table`` gives it; columns that it does not have are passed over.
        kinds: Column name to kind; ``number`` and ``date`` convert, other kinds leave a column as it is.
        options: Decimal sign and order of day and month of the text.

    Returns:
        Numbers as int64 or float64, dates as timestamp[us]; cells that don't fit are null.
    """
    for name, kind in kinds.items():
        place = table.schema.get_field_index(name)
        if place >= 0:
            column = as_kind(table.column(place), kind, options)
            if column is not table.column(place):
                table = table.set_column(place, name, column)
    return table


def as_kind(column: pa.ChunkedArray, kind: Kind, options: ReadOptions) -> pa.ChunkedArray:
    """One column as numbers or dates, see ``columns_as``."""
    held = column.type
    number = pa.types.is_integer(held) or pa.types.is_floating(held)
    if kind == "number" and not number:
        empty = pa.chunked_array([pa.nulls(len(column), pa.float64())])
        return numbers_in(column, options.decimal) if pa.types.is_string(held) else empty
    if kind == "date" and not pa.types.is_timestamp(held):
        if number:
            return dates_in_numbers(column)
        empty = pa.chunked_array([pa.nulls(len(column), DATE)])
        return dates_in(column, options.day_first) if pa.types.is_string(held) else empty
    return column
