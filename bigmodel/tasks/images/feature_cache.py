"""What a frozen network gave for pictures of a dataset, kept beside them: a second training starts at once."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.runs.write import write_whole
from bigmodel.spec import Problem

FOLDER = "features"
LARGEST = 512 << 20
"""Bytes of what is kept beside a dataset at most; the oldest files go first."""


class FeatureCache:
    """Features by row number, in one file for each way of looking.

    Args:
        dataset: The dataset's folder.
        way: All that the features depend on (JSON values): content, size, weights, mirroring.
        shape: Of the features of one picture.
    """

    def __init__(self, dataset: Path, way: Mapping[str, Any], shape: tuple[int, ...]) -> None:
        name = hashlib.sha256(json.dumps(way, sort_keys=True).encode()).hexdigest()[:20]
        self.path = dataset / FOLDER / f"{name}.npz"
        self.shape = shape

    def read(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Row numbers int64 (n,), ascending, and their features float32 (n, *shape); of no row where there are none.

        Raises:
            Problem: The file is damaged.
        """
        if not self.path.is_file():
            return np.empty(0, np.int64), np.empty((0, *self.shape), np.float32)
        try:
            with np.load(self.path, allow_pickle=False) as kept:  # its checksums are compared on the way
                rows, values = kept["rows"], kept["values"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise _damaged(self.path) from error
        right = rows.dtype == np.int64 and rows.ndim == 1 and values.dtype == np.float32
        if not right or values.shape != (len(rows), *self.shape) or not (np.diff(rows) > 0).all():
            raise _damaged(self.path)
        return rows, values

    def keep(self, rows: NDArray[np.int64], values: NDArray[np.float32]) -> bool:
        """Keep features beside those that are kept already; False where they are too large.

        Args:
            rows: Row numbers, each once, int64 (n,).
            values: Their features, float32 (n, *shape).

        Raises:
            Problem: The disk is full or the folder can't be written.
        """
        try:
            old_rows, old_values = self.read()
        except Problem:  # it was said when it was read
            old_rows, old_values = np.empty(0, np.int64), np.empty((0, *self.shape), np.float32)
        new = ~np.isin(rows, old_rows)
        if old_values.nbytes + values[new].nbytes > LARGEST:
            return False
        rows, values = np.concatenate([old_rows, rows[new]]), np.concatenate([old_values, values[new]])
        order = np.argsort(rows)

        def write(path: Path) -> None:
            with path.open("wb") as file:
                np.savez(file, rows=rows[order], values=values[order])

        try:
            self.path.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise Problem("What the pretrained network saw can't be kept", where=self.path.parent.name) from error
        write_whole(self.path, write)
        self._make_room()
        return True

    def _make_room(self) -> None:
        """Remove the files that were written longest ago, until the rest is small enough."""
        found = sorted(
            self.path.parent.glob("*.npz"), key=lambda path: (path == self.path, path.stat().st_mtime_ns), reverse=True
        )
        total = 0
        for path in found:
            total += path.stat().st_size
            if total > LARGEST and path != self.path:
                path.unlink(missing_ok=True)


def _damaged(path: Path) -> Problem:
    return Problem("What the pretrained network saw earlier is damaged and is looked at anew", where=path.name)
