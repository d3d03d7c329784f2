"""Datasets of the workspace: one folder each, whole or not there."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from bigmodel.runs.ids import clean_name, is_id, new_id
from bigmodel.runs.write import say, write_bytes
from bigmodel.spec import Problem, Record

Fill = Callable[[Path], tuple[int, int, str]]
"""Fills the folder of a new dataset; returns its rows, its columns and its fingerprint."""


class DatasetRecord(Record):
    """What is known of a dataset without opening it (``dataset.json``).

    Attributes:
        id: Its id, also the name of its folder.
        name: A person's name for it.
        task: The kind of data.
        template: The use case that it was brought for.
        rows: Rows (or pictures).
        columns: Columns, 1 for pictures.
        fingerprint: SHA-256 of its content.
        created: Seconds since 1970.
        bytes: Size on disk.
        sample: Whether it came along with the program.
        simulated: Whether it was simulated, to be said wherever it is shown.
    """

    id: str
    name: str
    task: str
    template: str
    rows: int
    columns: int
    fingerprint: str
    created: float
    bytes: int
    sample: bool = False
    simulated: bool = False


def _nobody(_dataset: str) -> str | None:
    return None


class DatasetStore:
    """The datasets below a folder.

    Args:
        root: The folder that holds a folder per dataset.
        used_by: Answers the name of an active run that still needs a dataset, or None.
    """

    def __init__(self, root: Path, used_by: Callable[[str], str | None] = _nobody) -> None:
        self.root = root
        self._used_by = used_by

    def add(
        self, name: str, task: str, template: str, fill: Fill, *, sample: bool = False, simulated: bool = False
    ) -> DatasetRecord:
        """Add a dataset. ``fill`` works in a temporary folder that becomes the dataset's only when all went well.

        Raises:
            Problem: What ``fill`` raises, or the disk is full; nothing is left behind.
        """
        name = clean_name(name)
        temporary = self.root / f".new-{uuid4().hex}"
        try:
            temporary.mkdir()
            rows, columns, fingerprint = fill(temporary)
            record = DatasetRecord(
                id=self._free_id(),
                name=name,
                task=task,
                template=template,
                rows=rows,
                columns=columns,
                fingerprint=fingerprint,
                created=time.time(),
                bytes=sum(path.stat().st_size for path in temporary.rglob("*") if path.is_file()),
                sample=sample,
                simulated=simulated,
            )
            record.save(temporary / "dataset.json")
            temporary.rename(self.root / record.id)
        except OSError as error:
            raise say(error, self.root) from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return record

    def list(self) -> list[DatasetRecord]:
        """All datasets, newest first; folders without a readable ``dataset.json`` are passed over."""
        records = []
        for path in self.root.iterdir():
            if is_id(path.name):
                try:
                    records.append(DatasetRecord.load(path / "dataset.json"))
                except (Problem, OSError):  # `get` says what is wrong with it when it is asked for by id
                    continue
        return sorted(records, key=lambda record: record.created, reverse=True)

    def get(self, id: str) -> DatasetRecord:
        """The record of a dataset.

        Raises:
            Problem: There is no such dataset, or its record is damaged.
        """
        return DatasetRecord.load(self.folder(id) / "dataset.json")

    def folder(self, id: str) -> Path:
        """The folder of a dataset, to be opened by its task.

        Raises:
            Problem: There is no such dataset.
        """
        path = self.root / id if is_id(id) else None
        if path is None or not path.is_dir():
            raise Problem("This dataset does not exist or was deleted", remedy="Choose another one.")
        return path

    def rename(self, id: str, name: str) -> None:
        """Give a dataset another name; its id stays."""
        record = self.get(id).model_copy(update={"name": clean_name(name)})
        write_bytes(self.folder(id) / "dataset.json", record.model_dump_json(indent=1).encode())

    def delete(self, id: str) -> None:
        """Delete a dataset; runs that used it stay readable.

        Raises:
            Problem: A run that waits or is at work still needs it.
        """
        path = self.folder(id)
        run = self._used_by(id)
        if run is not None:
            raise Problem(f"The run {run} still needs this dataset", remedy="Stop the run or wait for its end.")
        remove_folder(path)

    def _free_id(self) -> str:
        while True:
            candidate = new_id()
            if not (self.root / candidate).exists():
                return candidate


def remove_folder(path: Path) -> None:
    """Remove a folder so that nobody ever sees half of it: it first moves out of sight.

    Raises:
        Problem: The folder can't be moved or removed.
    """
    gone = path.with_name(f".gone-{uuid4().hex}")
    try:
        path.rename(gone)
        shutil.rmtree(gone)
    except OSError as error:
        raise say(error, path) from error
