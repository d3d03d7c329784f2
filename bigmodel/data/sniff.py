"""Guess how a table file is to be read."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from bigmodel.data import dialect
from bigmodel.data.encoding import detect_encoding
from bigmodel.data.excel import first_rows
from bigmodel.data.options import ReadOptions
from bigmodel.data.signature import HEAD, identify, read_head
from bigmodel.spec import Problem

_CALLED = {
    ".xlsx": ("Excel", "a workbook"),
    ".xlsm": ("Excel", "a workbook"),
    ".xlsb": ("Excel", "a workbook"),
    ".xls": ("Excel", "a workbook"),
    ".ods": ("spreadsheet", "a workbook"),
    ".parquet": ("Parquet", "a Parquet file"),
    ".pq": ("Parquet", "a Parquet file"),
}
"""What an ending says that a file is."""


def sniff(path: Path, decimal: Literal[".", ","] = ".") -> ReadOptions:
    """Guess the options for a file by its content; a separated table under the name of a workbook is read too.

    Args:
        path: A CSV, TSV, Excel or Parquet file, text also gzipped.
        decimal: The decimal sign where no cell shows it.

    Raises:
        Problem: It is empty, damaged, protected, or no table.
    """
    kind = identify(path)
    if kind == "parquet":
        return ReadOptions(format="parquet", decimal=decimal)
    if kind == "excel":
        sheet, sheets, rows = first_rows(path, 100)
        return ReadOptions(
            format="excel",
            sheet=sheet,
            sheets=sheets,
            header=dialect.detect_header(rows),
            decimal=dialect.detect_decimal(rows, decimal),
            day_first=dialect.detect_day_first(rows),
        )
    return _sniff_text(path, decimal)


def _sniff_text(path: Path, decimal: Literal[".", ","]) -> ReadOptions:
    encoding = detect_encoding(path)
    head = read_head(path)
    text = head.decode(encoding, "replace").lstrip("\ufeff")
    quote = dialect.detect_quote(text)
    separator = dialect.detect_separator(text, quote)
    rows = dialect.split_rows_of(text, separator, quote)
    if path.suffix.lower() in _CALLED and (len(rows) < 2 or len(rows[0]) < 2):
        said, meant = _CALLED[path.suffix.lower()]
        raise Problem(
            f"The name says {said}, but it is not {meant}", where=path.name, remedy="Save or export the table again."
        )
    if len(rows) > 1 and len(head) == HEAD:
        rows = rows[:-1]  # may be cut
    return ReadOptions(
        encoding=encoding,
        separator=separator,
        quote=quote,
        decimal=dialect.detect_decimal(rows, decimal),
        day_first=dialect.detect_day_first(rows),
        header=dialect.detect_header(rows),
    )
