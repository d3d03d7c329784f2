"""Reading Parquet files: whole, their first rows, or block by block."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bigmodel.data.columns import plain_column
from bigmodel.data.names import unique_names
from bigmodel.spec import Problem

MOST_CELLS = 1_000_000_000
"""More cells than this are refused: a small file can declare billions of equal ones."""


def stream_parquet(path: Path, block: int) -> Iterator[pa.Table]:
    """Tables of at most ``block`` rows.

    Raises:
        Problem: The file is damaged, encrypted or too large.
    """
    file = _open(path)
    names = unique_names(file.schema_arrow.names)
    yield from _guarded(path, file, names, block)


def read_parquet(path: Path, limit: int | None = None) -> pa.Table:
    """Read the file, or its first ``limit`` rows.

    Raises:
        Problem: As ``stream_parquet``.
    """
    file = _open(path)
    names = unique_names(file.schema_arrow.names)
    if limit is not None:
        first = next(_guarded(path, file, names, max(limit, 1)), None)
        return (first if first is not None else _plain(file.schema_arrow.empty_table(), names)).slice(0, limit)
    try:
        return _plain(file.read(), names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(path, error) from None


def _guarded(path: Path, file: pq.ParquetFile, names: list[str], block: int) -> Iterator[pa.Table]:
    try:
        for batch in file.iter_batches(batch_size=block):
            yield _plain(pa.Table.from_batches([batch]), names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(path, error) from None


def _plain(table: pa.Table, names: list[str]) -> pa.Table:
    return pa.table([plain_column(column) for column in table.columns], names=names)


def _open(path: Path) -> pq.ParquetFile:
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(path, error) from None
    cells = file.metadata.num_rows * file.metadata.num_columns
    if cells > MOST_CELLS:
        raise Problem(
            f"The file declares {cells:,} cells, more than {MOST_CELLS:,}",
            where=path.name,
            remedy="Leave out columns or rows.",
        )
    return file


def _damaged(path: Path, error: Exception) -> Problem:
    said = (str(error).splitlines() or ["unknown reason"])[0][:120]
    return Problem(f"The Parquet file can't be read ({said})", where=path.name, remedy="Copy or write it again.")
