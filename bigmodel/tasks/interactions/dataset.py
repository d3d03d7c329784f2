"""A log of choices in the workspace, kept as it was read; a plan says what its columns are and cleans it."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bigmodel.data.reading import Reading
from bigmodel.spec import Plan, Problem
from bigmodel.tasks.interactions.log import Log
from bigmodel.tasks.tabular.dataset import TableDataset

CATALOGUE = "catalogue.parquet"


class InteractionDataset(TableDataset):
    """A log as it was read (``table``, ``len``, ``take``: rows of the file), perhaps with a catalogue of the items.

    What a plan makes of it is ``log(plan)``: ``log(plan).events``, ``.catalogue``, ``.value_kind``, ``.aside``. Events
    carry the row of the raw table in the column ``row``, so ``take(events["row"])`` gives the file's rows again.

    Raises:
        Problem: The files are gone or damaged.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._logs: dict[str, Log] = {}

    @classmethod
    def create_with(
        cls, table: pa.Table, catalogue: pa.Table | None, folder: Path, reading: Reading | None = None
    ) -> InteractionDataset:
        """Write a log and the catalogue that came along, if any, into an empty folder and open it."""
        if catalogue is not None:
            pq.write_table(catalogue, folder / CATALOGUE, compression="zstd")
        cls.create(table, folder, reading)
        return cls(folder)

    @cached_property
    def brought(self) -> pa.Table | None:
        """The catalogue that came along, as it was read; None where none did."""
        path = self.folder / CATALOGUE
        if not path.is_file():
            return None
        try:
            return pq.read_table(path)
        except (OSError, pa.ArrowInvalid) as error:
            raise Problem("The catalogue of this dataset is damaged", remedy="Read the files in again.") from error

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over log and catalogue, whatever the files' compression."""
        log = super().fingerprint
        if self.brought is None:
            return log
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, self.brought.schema) as stream:
            stream.write_table(self.brought.combine_chunks())
        return hashlib.sha256(log.encode() + sink.getvalue().to_pybytes()).hexdigest()

    def log(self, plan: Plan) -> Log:
        """The events that this plan makes of the rows, and the catalogue of their items; worked out once a plan.

        Raises:
            Problem: No column is the user or the item.
        """
        from bigmodel.tasks.interactions.clean import clean

        key = repr((plan.fields, sorted(plan.options.items())))
        if key not in self._logs:
            self._logs = {key: clean(self.table, self.brought, plan, self.reading.options)}
        return self._logs[key]
