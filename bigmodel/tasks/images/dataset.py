"""Pictures in the workspace, packed once into one array that is mapped, not loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bigmodel.spec import Problem

PICTURES = "pictures.npy"
CASES = "cases.parquet"
NOTES = "notes.json"
CHUNK = 4096


class PictureDataset:
    """Pictures of one size with their labels.

    ``pictures.npy`` holds uint8 (n, height, width, channels), ``cases.parquet`` the columns ``label`` (text, may
    be missing), ``name``, where a test set came along the part, and where pictures show the same their group.

    Raises:
        Problem: The files are gone or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.pictures: NDArray[np.uint8] = np.load(folder / PICTURES, mmap_mode="r", allow_pickle=False)
            self.cases: pa.Table = pq.read_table(folder / CASES)
        except (OSError, ValueError, pa.ArrowInvalid) as error:
            raise Problem(
                "The pictures of this dataset are gone or damaged", where=folder.name, remedy="Read them in again."
            ) from error

    @classmethod
    def create(cls, cases: pa.Table, notes: Sequence[str], folder: Path) -> PictureDataset:
        """Write labels and remarks beside the pictures that were packed, and open the dataset."""
        pq.write_table(cases, folder / CASES)
        (folder / NOTES).write_text(json.dumps(list(notes), ensure_ascii=False), encoding="utf-8")
        return cls(folder)

    def __len__(self) -> int:
        return len(self.pictures)

    @property
    def columns(self) -> int:
        """A picture counts as one column."""
        return 1

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of every picture."""
        height, width, channels = self.pictures.shape[1:]
        return int(height), int(width), int(channels)

    @property
    def notes(self) -> list[str]:
        """What was noticed while reading: files left out, sizes changed."""
        found: list[str] = json.loads((self.folder / NOTES).read_text(encoding="utf-8"))
        return found

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over pixels, shape and labels."""
        digest = hashlib.sha256(repr(self.pictures.shape).encode())
        for start in range(0, len(self.pictures), CHUNK):
            digest.update(self.pictures[start : start + CHUNK].tobytes())
        digest.update(json.dumps(self.cases.to_pydict(), ensure_ascii=False).encode())
        return digest.hexdigest()

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.uint8]:
        """The pictures at these numbers, uint8 (n, height, width, channels)."""
        return np.asarray(self.pictures[np.asarray(rows, dtype=np.int64)])
