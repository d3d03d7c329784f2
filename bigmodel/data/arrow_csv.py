"""Our options in the words of Arrow's CSV reader."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow.csv as pv

from bigmodel.data.options import ReadOptions


def reading(options: ReadOptions, block: int, threads: bool = True) -> pv.ReadOptions:
    """How bytes become rows; ``block`` in bytes. Columns are called f0, f1 ..., the header is read as a row."""
    name = options.encoding.lower().replace("_", "-")
    # Arrow skips a UTF-8 byte order mark by itself, and only this name spares it a detour over Python.
    encoding = "utf8" if name in ("utf-8", "utf8", "utf-8-sig") else options.encoding
    return pv.ReadOptions(autogenerate_column_names=True, block_size=block, use_threads=threads, encoding=encoding)


def parsing(
    options: ReadOptions, ragged: Callable[[pv.InvalidRow], str] | None, blank_lines: bool = False
) -> pv.ParseOptions:
    """How rows become cells. ``ragged`` answers ``skip`` or ``error`` for each row with another number of cells."""
    return pv.ParseOptions(
        delimiter=options.separator,
        quote_char=options.quote or False,
        newlines_in_values=bool(options.quote),
        ignore_empty_lines=not blank_lines,
        invalid_row_handler=ragged,
    )
