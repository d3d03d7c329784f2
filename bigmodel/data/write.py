"""Writing CSV files that no spreadsheet takes for a program."""

from __future__ import annotations

import re
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

# What spreadsheets start a formula with, also in full width; white space before it does not help.
_START = r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]"
_NUMBER = r"^[+-]?(\d+([.,]\d+)*|[.,]\d+)([eE][+-]?\d+)?$"
# Where a spreadsheet splits at semicolons or tabs, a formula could begin inside a cell.
_INSIDE = r"([;\t]\s*)([=+\-@])"


def escape_cell(text: str) -> str:
    """The text, made harmless with an apostrophe where a spreadsheet would run it; numbers stay as they are."""
    if re.match(_NUMBER, text):
        return text
    safe = re.sub(_INSIDE, r"\1'\2", text)
    return f"'{safe}" if re.match(_START, safe) else safe


def escape_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """``escape_cell`` for a whole column of strings; other types are returned as they are."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    if not pc.any(pc.match_substring_regex(column, r"[=+\-@＝＋－＠\t\r\n]")).as_py():
        return column
    safe = pc.replace_substring_regex(column, _INSIDE, r"\1'\2")
    runs = pc.match_substring_regex(safe, _START)
    safe = pc.if_else(runs, pc.binary_join_element_wise("'", safe, ""), safe)
    return pc.if_else(pc.match_substring_regex(column, _NUMBER), column, safe)


class CsvWriter:
    """Writes tables one below the other into a CSV file (UTF-8, comma), cells and names escaped.

    Args:
        path: The file; it is replaced.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pv.CSVWriter | None = None
        self._schema: pa.Schema | None = None

    def write(self, table: pa.Table) -> None:
        """Add the rows of a table; all tables have the same columns, their types may differ."""
        safe = pa.table(
            [_writable(column) for column in table.columns], names=[escape_cell(name) for name in table.column_names]
        )
        if self._writer is None or safe.schema != self._schema:
            first = self._writer is None
            self.__close()
            self._schema = safe.schema
            sink = self._path.open("wb" if first else "ab")
            self._sink = sink
            self._writer = pv.CSVWriter(sink, safe.schema, write_options=pv.WriteOptions(include_header=first))
        self._writer.write_table(safe)

    def __close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._sink.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.__close()


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table as CSV (UTF-8, comma); text that a spreadsheet would run is escaped, see ``escape_cell``."""
    with CsvWriter(path) as writer:
        writer.write(table)


def _writable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type):
        return pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    return escape_column(column)
