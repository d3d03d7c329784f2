"""Reading separated text: whole, its first rows, or block by block with bounded memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pv

from bigmodel.data.arrow_csv import parsing, reading
from bigmodel.data.convert import MISSING
from bigmodel.data.encoding import undecodable
from bigmodel.data.names import unique_names
from bigmodel.data.options import ReadOptions
from bigmodel.data.ragged import ragged_rows
from bigmodel.data.signature import read_head
from bigmodel.data.source import open_text
from bigmodel.spec import Problem

MOST_COLUMNS = 10_000
_BLOCK = 8 << 20
_LARGEST_ROW = 256 << 20

# The module's own limit (131,072 characters) would refuse long cells that are harmless; bytes are limited elsewhere.
csv.field_size_limit(1 << 30)


def read_text(path: Path, options: ReadOptions, limit: int | None = None) -> tuple[list[str], pa.Table]:
    """Read names and cells as strings, missing cells null.

    Args:
        path: The file, plain or gzipped.
        options: How to read it.
        limit: Read only so many rows.

    Raises:
        Problem: The file can't be read like this.
    """
    header = first_row(path, options)
    block = _BLOCK
    while True:
        try:
            table = (
                _whole(path, options, block, len(header))
                if limit is None
                else _first(path, options, limit, len(header))
            )
            break
        except Problem:
            raise
        except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeError, OSError, ValueError) as error:
            block = _larger(block, error, path, options)
    return _named(table, header, options)


def stream_text(path: Path, options: ReadOptions) -> Iterator[tuple[list[str], pa.Table]]:
    """As ``read_text``, in blocks of some megabytes.

    Raises:
        Problem: As above; a fault deep in the file is found when its block is reached.
    """
    header = first_row(path, options)
    names: list[str] = []
    try:
        with open_text(path) as source, _open(source, options, _BLOCK, len(header)) as reader:
            for batch in reader:
                table = pa.Table.from_batches([batch])
                if names:
                    yield names, _strings(table)
                elif len(table):
                    names, table = _named(table, header, options)
                    yield names, table
    except Problem:
        raise
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeError, OSError, ValueError) as error:
        raise _explain(error, path, options) from None


def first_row(path: Path, options: ReadOptions) -> list[str]:
    """The cells of the first row that is not blank.

    Raises:
        Problem: There is none, or it has too many cells.
    """
    head = read_head(path, 4 << 20)
    text = head.decode(options.encoding, "replace").lstrip("\ufeff")
    quoting: dict[str, Any] = {"quotechar": options.quote} if options.quote else {"quoting": csv.QUOTE_NONE}
    try:
        row = next(
            (row for row in csv.reader(io.StringIO(text, newline=""), delimiter=options.separator, **quoting) if row),
            [],
        )
    except csv.Error:
        row = []
    if not row:
        raise Problem("The file holds no rows", where=path.name, remedy="Choose a file with a header and rows.")
    if len(row) > MOST_COLUMNS:
        raise Problem(
            f"The first row has {len(row):,} cells, more than {MOST_COLUMNS:,}",
            where=path.name,
            remedy="Check the separator, or leave out columns.",
        )
    return row


def _whole(path: Path, options: ReadOptions, block: int, columns: int) -> pa.Table:
    with open_text(path) as source:
        return pv.read_csv(source, **_arrow_options(options, block, columns))


def _first(path: Path, options: ReadOptions, limit: int, columns: int) -> pa.Table:
    block = 1 << 20
    while True:
        batches: list[pa.RecordBatch] = []
        try:
            with open_text(path) as source, _open(source, options, block, columns) as reader:
                for batch in reader:
                    batches.append(batch)
                    if sum(map(len, batches)) > limit:
                        break
            return pa.Table.from_batches(batches).slice(0, limit + options.header)
        except pa.ArrowInvalid as error:
            block = _larger(block, error, path, options)


def _open(source: Any, options: ReadOptions, block: int, columns: int) -> pv.CSVStreamingReader:
    return pv.open_csv(source, **_arrow_options(options, block, columns))


def _arrow_options(options: ReadOptions, block: int, columns: int) -> dict[str, Any]:
    handler = _skip if options.ragged == "skip" else None
    return {
        "read_options": reading(options, block),
        "parse_options": parsing(options, handler),
        "convert_options": pv.ConvertOptions(
            column_types={f"f{place}": pa.string() for place in range(columns)},
            strings_can_be_null=True,
            null_values=list(MISSING),
        ),
    }


def _skip(_row: pv.InvalidRow) -> str:
    return "skip"


def _named(table: pa.Table, header: list[str], options: ReadOptions) -> tuple[list[str], pa.Table]:
    """Take the names from the first row, or make them up."""
    table = _strings(table)
    if not options.header:
        return unique_names([None] * table.num_columns), table
    if len(header) != table.num_columns:
        # The two readers disagree about an odd quote; Arrow's view of the row counts.
        header = [str(column[0].as_py() or "") for column in table.columns]
    return unique_names(header), table.slice(1)


def _strings(table: pa.Table) -> pa.Table:
    if all(column.type == pa.string() for column in table.columns):
        return table
    return pa.table([column.cast(pa.string()) for column in table.columns], names=table.column_names)


def _larger(block: int, error: Exception, path: Path, options: ReadOptions) -> int:
    """A larger block where one row did not fit into two.

    Raises:
        Problem: It was another fault, or the row is longer than any.
    """
    if "straddling" not in str(error):
        raise _explain(error, path, options) from None
    if block >= _LARGEST_ROW:
        raise Problem(
            "A row is longer than 256 MB; perhaps a quote is opened and never closed",
            where=path.name,
            remedy="Choose another quote sign, or mend the row.",
        ) from None
    return block * 4


def _explain(error: Exception, path: Path, options: ReadOptions) -> Problem:
    said = str(error)
    if isinstance(error, UnicodeError) or "invalid UTF8" in said:
        return undecodable(path, options.encoding)
    if "columns, got" in said:
        return ragged_rows(path, options)
    if "straddling" in said:
        return Problem("A row is longer than 8 MB", where=path.name, remedy="Check the quote sign and the separator.")
    if "Empty CSV" in said:
        return Problem("The file holds no rows", where=path.name, remedy="Choose a file with a header and rows.")
    return Problem(f"The text can't be read as a table ({said.splitlines()[0][:120]})", where=path.name,
                   remedy="Check separator, quote sign and encoding.")  # fmt: skip
