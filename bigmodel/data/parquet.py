"""Reading Parquet files: whole, their first rows, or block by block."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigmodel.data.columns import plain_column
from bigmodel.data.memory import most_bytes
from bigmodel.data.names import unique_names
from bigmodel.spec import Problem

MOST_CELLS = 1_000_000_000
"""More cells than this are refused: a small file can declare billions of equal ones."""

PIECE = 256 << 20
"""Bytes that are unfolded at once, about."""

_ROWS = 131_072


def stream_parquet(path: Path, block: int) -> Iterator[pa.Table]:
    """Tables of at most ``block`` rows and of ``PIECE`` bytes, about.

    Raises:
        Problem: The file is damaged, encrypted or too large.
    """
    file = _open(path)
    yield from _pieces(path, file, unique_names(file.schema_arrow.names), block)


def read_parquet(path: Path, limit: int | None = None) -> pa.Table:
    """Read the file, or its first ``limit`` rows.

    Raises:
        Problem: As ``stream_parquet``, or the table takes more than ``most_bytes``.
    """
    file = _open(path)
    names = unique_names(file.schema_arrow.names)
    found, rows, size, allowed = [_plain(file.schema_arrow.empty_table(), names)], 0, 0, most_bytes()
    for piece in _pieces(path, file, names, _ROWS if limit is None else max(limit, 1)):
        found.append(piece)
        rows += len(piece)
        size += piece.nbytes
        if size > allowed:
            raise Problem(
                f"The table unfolds to more than {allowed >> 20:,} MB",
                where=path.name,
                remedy="Leave out columns or rows.",
            )
        if limit is not None and rows >= limit:
            break
    return pa.concat_tables(found).slice(0, limit)


def _pieces(path: Path, file: pq.ParquetFile, names: list[str], block: int) -> Iterator[pa.Table]:
    try:
        for batch in file.iter_batches(batch_size=block):
            table = pa.Table.from_batches([batch])
            step = max(1, len(table) // max(1, -(-_unfolded(table) // PIECE)))
            for start in range(0, len(table), step):
                yield _plain(table.slice(start, step), names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(path) from error


def _unfolded(table: pa.Table) -> int:
    """Bytes of a table once every cell stands for itself."""
    size = 0
    for column in table.columns:
        if pa.types.is_dictionary(column.type):
            for chunk in column.chunks:
                lengths = pc.binary_length(chunk.dictionary)
                size += pc.sum(pc.cast(lengths, pa.int64()).take(chunk.indices)).as_py() or 0
        else:
            size += column.nbytes
    return size


def _plain(table: pa.Table, names: list[str]) -> pa.Table:
    return pa.table([plain_column(column) for column in table.columns], names=names)


def _open(path: Path) -> pq.ParquetFile:
    try:
        metadata = pq.read_metadata(path)
        # Text that the file holds once and names in many rows stays folded until its size is known.
        file = pq.ParquetFile(path, metadata=metadata, read_dictionary=_folded(metadata))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(path) from error
    groups = [metadata.row_group(place) for place in range(metadata.num_row_groups)]
    values = sum(group.column(place).num_values for group in groups for place in range(group.num_columns))
    cells = max(metadata.num_rows * metadata.num_columns, values)
    if cells > MOST_CELLS:
        raise Problem(
            f"The file declares {cells:,} cells, more than {MOST_CELLS:,}",
            where=path.name,
            remedy="Leave out columns or rows.",
        )
    return file


def _folded(metadata: pq.FileMetaData) -> list[str]:
    """The columns of text that are kept as a dictionary in the file."""
    found = set()
    for place in range(metadata.num_row_groups):
        group = metadata.row_group(place)
        for at in range(group.num_columns):
            column = group.column(at)
            dictionary = any("DICTIONARY" in encoding for encoding in column.encodings)
            if dictionary and column.physical_type == "BYTE_ARRAY" and "." not in column.path_in_schema:
                found.add(column.path_in_schema)
    return sorted(found)


def _damaged(path: Path) -> Problem:
    return Problem(
        "The Parquet file can't be read: it is damaged, encrypted or of an unknown kind",
        where=path.name,
        remedy="Copy or write it again.",
    )
