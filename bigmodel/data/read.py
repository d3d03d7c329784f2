"""Read a table file into an Arrow table whose columns are int64, float64, timestamp[us] or string."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from bigmodel.data.convert import type_column
from bigmodel.data.dates import DATE
from bigmodel.data.delimited import read_text, stream_text
from bigmodel.data.excel import read_excel
from bigmodel.data.options import ReadOptions
from bigmodel.data.parquet import read_parquet, stream_parquet
from bigmodel.data.signature import identify
from bigmodel.spec import Problem


def read_table(path: Path, options: ReadOptions | None = None, limit: int | None = None) -> pa.Table:
    """Read a table.

    Args:
        path: The file.
        options: How to read it, None to guess (``sniff``).
        limit: Read only the first rows; quick on files of any size.

    Returns:
        Columns of int64, float64, timestamp[us] (UTC) or string; names unique and not empty; missing cells null.

    Raises:
        Problem: The file can't be read, or holds no row.
    """
    return read_settled(path, options, limit)[0]


def read_settled(
    path: Path, options: ReadOptions | None = None, limit: int | None = None
) -> tuple[pa.Table, ReadOptions]:
    """As ``read_table``, with the options that settled: whether the day stands first is what all cells show, where
    they show it. Files of the same source that leave it open are to be read in that order.
    """
    options = _settled(path, options)
    orders: set[bool] = set()
    if options.format == "parquet":
        table = read_parquet(path, limit)
    elif options.format == "excel":
        table = read_excel(path, options, limit, orders)
    else:
        names, text = read_text(path, options, limit)
        table = _typed(names, text, options, orders=orders)
    if not table.num_columns or not len(table):
        raise _no_rows(path)
    return table, options.model_copy(update={"day_first": orders.pop()}) if len(orders) == 1 else options


def stream_table(path: Path, options: ReadOptions | None = None, block: int = 65_536) -> Iterator[pa.Table]:
    """Read a table in pieces of at most ``block`` rows, with memory bounded by some blocks (workbooks excepted).

    A column's type may widen from piece to piece (int64, then float64, then string), never narrow: ``columns_as``
    gives what must be a number or a date.

    Raises:
        Problem: As ``read_table``; a fault deep in the file when its piece is reached.
    """
    options = _settled(path, options)
    rows = 0
    for table in _pieces(path, options, block):
        for start in range(0, len(table), block):
            rows += 1
            yield table.slice(start, block)
    if not rows:
        raise _no_rows(path)


def _pieces(path: Path, options: ReadOptions, block: int) -> Iterator[pa.Table]:
    if options.format == "parquet":
        yield from stream_parquet(path, block)
    elif options.format == "excel":
        yield read_excel(path, options)
    else:
        widest: dict[str, pa.DataType] = {}
        for names, text in stream_text(path, options):
            yield _typed(names, text, options, widest)


def _settled(path: Path, options: ReadOptions | None) -> ReadOptions:
    """The options, once it is clear that the file is what they say."""
    from bigmodel.data.sniff import sniff

    if options is None:
        return sniff(path)
    kind = identify(path)
    found = "csv" if kind in ("text", "gzip") else kind
    if found != options.format:
        raise Problem(
            f"The file is read as {options.format}, but it is {found}",
            where=path.name,
            remedy="Let it be recognised again.",
        )
    return options


def _typed(
    names: list[str],
    text: pa.Table,
    options: ReadOptions,
    widest: dict[str, pa.DataType] | None = None,
    orders: set[bool] | None = None,
) -> pa.Table:
    columns = []
    for name, cells in zip(names, text.columns, strict=True):
        column = type_column(cells, name, options.decimal, options.day_first, orders)
        if widest is not None:
            column = _widened(column, cells, widest.get(name))
            if column.null_count < len(column):
                widest[name] = column.type
        columns.append(column)
    return pa.table(columns, names=names)


def _widened(column: pa.ChunkedArray, cells: pa.ChunkedArray, before: pa.DataType | None) -> pa.ChunkedArray:
    """The column in the type that the pieces before had, or in a wider one."""
    if before is None or column.type == before:
        return column
    if column.null_count == len(column):
        return pa.chunked_array([pa.nulls(len(column), before)])
    if {before, column.type} == {pa.int64(), pa.float64()}:
        return column.cast(pa.float64(), safe=False)
    if not {DATE, pa.string()}.isdisjoint((before, column.type)):
        return cells
    return column


def _no_rows(path: Path) -> Problem:
    return Problem("The file has a header but no rows", where=path.name, remedy="Choose a file with rows.")
