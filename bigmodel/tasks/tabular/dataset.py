"""A table in the workspace, kept as Parquet."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bigmodel.data.kinds import columns_as
from bigmodel.data.reading import Reading
from bigmodel.inference.derive import derive
from bigmodel.spec import Plan, Problem

FILE = "table.parquet"
READING = "reading.json"
HASH_ROWS = 65_536


class TableDataset:
    """A table that was read into the workspace.

    Args:
        folder: The dataset's folder, which holds ``table.parquet`` and how it was read, ``reading.json``.

    Raises:
        Problem: The file is gone or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._metadata = pq.read_metadata(folder / FILE)
        except (OSError, pa.ArrowInvalid) as error:
            raise Problem(
                "The data of this dataset is gone or damaged", where=folder.name, remedy="Read the file in again."
            ) from error

    @classmethod
    def create(cls, table: pa.Table, folder: Path, reading: Reading | None = None) -> TableDataset:
        """Write a table, and how it was read, into an empty folder and open it."""
        (reading or Reading()).save(folder / READING)
        pq.write_table(table, folder / FILE, compression="zstd", row_group_size=131_072)
        return cls(folder)

    def __len__(self) -> int:
        return int(self._metadata.num_rows)

    @property
    def columns(self) -> int:
        """Number of columns."""
        return int(self._metadata.num_columns)

    @cached_property
    def table(self) -> pa.Table:
        """The whole table."""
        return pq.read_table(self.folder / FILE)

    @cached_property
    def reading(self) -> Reading:
        """How the file was read; the defaults where the dataset was made by an earlier version."""
        path = self.folder / READING
        return Reading.load(path) if path.is_file() else Reading()

    def as_planned(self, plan: Plan) -> pa.Table:
        """The whole table with each column in the kind that the plan gives it, and those that are computed.

        Labels stay as they are.
        """
        kinds = {field.name: field.kind for field in plan.fields if field.role != "target"}
        return derive(columns_as(self.table, kinds, self.reading.options), plan.derived)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over names, types and values, whatever the file's compression."""
        digest = _Digest()
        table = self.table.combine_chunks()
        with pa.ipc.new_stream(digest, table.schema) as stream:
            for batch in table.to_batches(max_chunksize=HASH_ROWS):
                stream.write_batch(batch)
        return digest.hash.hexdigest()

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> pa.Table:
        """The rows at these numbers, in this order."""
        return self.table.take(pa.array(rows, pa.int64()))


class _Digest:
    """A file to write to that only hashes."""

    closed = False

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self.hash.update(content)
        return len(content)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        self.closed = True
