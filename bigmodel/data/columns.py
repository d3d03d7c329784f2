"""Columns of any Arrow type (Parquet, Excel) as one of the four types that a table has here."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc

from bigmodel.data.dates import DATE


def plain_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """int64, float64, timestamp[us] (UTC) or string, with NaN, infinite numbers and empty text as null."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return plain_column(column.cast(kind.value_type))
    if pa.types.is_integer(kind):
        return pc.cast(column, pa.float64() if kind == pa.uint64() else pa.int64(), safe=False)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        numbers = pc.cast(column, pa.float64(), safe=False)
        return pc.if_else(pc.is_finite(numbers), numbers, pa.scalar(None, pa.float64()))
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _dates(column)
    if pa.types.is_null(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    return _text(column)


def _dates(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        column = pc.cast(column, pa.timestamp(column.type.unit, "UTC"), safe=False)
        column = pc.cast(column, pa.timestamp(column.type.unit), safe=False)
    return pc.cast(column, DATE, safe=False)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_nested(kind):
        cells = [
            None if cell is None else json.dumps(cell, default=str, ensure_ascii=False) for cell in column.to_pylist()
        ]
        return pa.chunked_array([pa.array(cells, pa.string())])
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        cells = [None if cell is None else bytes(cell).decode("utf-8", "replace") for cell in column.to_pylist()]
        return pa.chunked_array([pa.array(cells, pa.string())])
    text = pc.cast(column, pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
