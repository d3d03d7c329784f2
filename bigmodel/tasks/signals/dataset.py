"""Windows of signals in the workspace: one array that is mapped, not loaded, with a table of where each comes from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bigmodel.data.names import unique_names
from bigmodel.inference.signals import Signals
from bigmodel.spec import Plan, Problem

SIGNALS = "signals.npy"
CASES = "cases.parquet"
META = "meta.json"
CHUNK = 4096
SECONDS = 60.0
"""Seconds in a minute: speeds are read in revolutions a minute and used in Hz."""


class SignalDataset:
    """Windows of one length at one sampling rate.

    ``signals.npy`` holds float32 (n, window, channels). ``cases.parquet`` has one row a window: ``label`` (text, may
    be missing), ``recording`` (text), ``start`` (int64, the window's first sample in its recording) and, where known,
    ``machine``, ``load`` (text), ``speed`` (float64, revolutions a minute) and ``time`` (timestamp). ``meta.json``
    holds the sampling rate, the channels' names, the bearing's geometry and remarks.

    Raises:
        Problem: The files are gone or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.signals: NDArray[np.float32] = np.load(folder / SIGNALS, mmap_mode="r", allow_pickle=False)
            self.cases: pa.Table = pq.read_table(folder / CASES)
            self._meta: dict[str, Any] = json.loads((folder / META).read_text(encoding="utf-8"))
        except (OSError, ValueError, pa.ArrowInvalid) as error:
            raise Problem(
                "The signals of this dataset are gone or damaged", where=folder.name, remedy="Read them in again."
            ) from error

    @classmethod
    def create(
        cls,
        values: NDArray[np.float32],
        cases: pa.Table,
        rate: float,
        folder: Path,
        *,
        channels: Sequence[str] = (),
        geometry: Mapping[str, float] | None = None,
        notes: Sequence[str] = (),
    ) -> SignalDataset:
        """Write windows and what is known about them into an empty folder and open it.

        Args:
            values: float32 (n, window, channels).
            cases: n rows with the columns that the class names.
            rate: Samples a second.
            folder: The dataset's folder.
            channels: Names of the channels, ``channel 1`` ... where none are given.
            geometry: ``balls``, ``ball_diameter``, ``pitch_diameter`` (one unit) and ``contact_angle`` (degrees).
            notes: Remarks about what was read.
        """
        names = list(channels) or [f"channel {place + 1}" for place in range(values.shape[2])]
        np.save(folder / SIGNALS, np.ascontiguousarray(values, dtype=np.float32), allow_pickle=False)
        pq.write_table(cases, folder / CASES)
        meta = {
            "rate": float(rate),
            "channels": names,
            "geometry": dict(geometry) if geometry else None,
            "notes": list(notes),
        }
        (folder / META).write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
        return cls(folder)

    def __len__(self) -> int:
        return len(self.signals)

    @property
    def columns(self) -> int:
        """Number of channels."""
        return int(self.signals.shape[2])

    @property
    def window(self) -> int:
        """Samples in a window."""
        return int(self.signals.shape[1])

    @property
    def rate(self) -> float:
        """Samples a second."""
        return float(self._meta["rate"])

    @property
    def channels(self) -> list[str]:
        """Names of the channels, none empty and no two alike, as those of a table's columns."""
        return unique_names([str(name).strip() or f"channel {at}" for at, name in enumerate(self._meta["channels"], 1)])

    @property
    def geometry(self) -> dict[str, float] | None:
        """The bearing: ``balls``, ``ball_diameter``, ``pitch_diameter``, ``contact_angle`` (degrees), or None."""
        found = self._meta.get("geometry")
        return {name: float(value) for name, value in found.items()} if found else None

    @property
    def notes(self) -> list[str]:
        """What was noticed while reading: gaps filled, windows left out, recordings resampled."""
        return [str(note) for note in self._meta["notes"]]

    @cached_property
    def speed(self) -> NDArray[np.float64]:
        """Speed of the shaft in Hz, float64 (n,); NaN where it is not known."""
        if "speed" not in self.cases.column_names:
            return np.full(len(self), np.nan)
        known = pc.cast(self.cases["speed"], pa.float64())
        return np.asarray(pc.fill_null(known, float("nan")).to_numpy(), np.float64) / SECONDS

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over values, shape, sampling rate, geometry and what is known about each window."""
        digest = hashlib.sha256(repr((self.signals.shape, self.rate, self.geometry)).encode())
        for start in range(0, len(self), CHUNK):
            digest.update(self.signals[start : start + CHUNK].tobytes())
        digest.update(json.dumps(self.cases.to_pydict(), ensure_ascii=False, default=str).encode())
        return digest.hexdigest()

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> Signals:
        """The windows at these row numbers, in this order."""
        chosen = np.asarray(rows, dtype=np.int64)
        return Signals(np.asarray(self.signals[chosen]), self.speed[chosen], self.rate)


def heard(data: SignalDataset, rows: Sequence[int] | NDArray[np.int64], plan: Plan) -> Signals:
    """The windows at these rows as a model of the plan hears them: without speeds where no field has that role."""
    found = data.take(rows)
    return found if plan.one("speed") else Signals(found.values, np.full(len(found), np.nan), found.rate)
