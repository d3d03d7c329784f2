"""Guess how a table file is to be read."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from bigmodel.data import dialect
from bigmodel.data.encoding import detect_encoding
from bigmodel.data.excel import first_rows
from bigmodel.data.options import ReadOptions
from bigmodel.data.signature import HEAD, identify, read_head


def sniff(path: Path, decimal: Literal[".", ","] = ".") -> ReadOptions:
    """Guess the options for a file by its content; its name is not looked at.

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
        rows = first_rows(path, None, 100)
        return ReadOptions(
            format="excel",
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
