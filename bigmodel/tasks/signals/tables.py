"""Tables of signals: a window a row, or a sample a row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.data.labels import label_texts
from bigmodel.data.options import ReadOptions
from bigmodel.data.read import read_table
from bigmodel.data.sniff import sniff
from bigmodel.spec import Problem
from bigmodel.tasks.signals.names import meaning
from bigmodel.tasks.signals.pieces import Column, Found, Recording, Windows
from bigmodel.tasks.signals.sequences import recordings_of

WIDE = 33
"""Columns of numbers from which a row is taken for a window."""
SECONDS = 60.0
SLOWEST = 0.1
"""Seconds between two samples; what is slower is no vibration."""
_TEXTS = ("label", "machine", "load", "recording")
_WHOLE = {*_TEXTS, "rate", "turns", "speed", "start", "place", "time"}
"""Meanings of columns that are no samples."""


def from_table(path: Path, layout: str | None = None) -> Found:
    """Windows or recordings of one table.

    Args:
        path: CSV, TSV, Excel or Parquet file.
        layout: ``windows``, ``recordings`` or None to tell by the number of columns.

    Raises:
        Problem: The file can't be read, or a cell among the samples is not a number.
    """
    table = _table(path)
    roles: dict[str, str] = {}
    for name in table.column_names:
        what = meaning(name)
        # Among windows a column "y" is the label, beside "x" and "z" it is an axis.
        axis = name.lower() == "y" and {"x", "z"} & {other.lower() for other in table.column_names}
        if what in _WHOLE and what not in roles.values() and not axis:
            roles[name] = str(what)
    samples = [name for name in table.column_names if name not in roles and _numeric(table[name], name, path.name)]
    if not samples:
        raise Problem("No column holds numbers of a signal", where=path.name, remedy="Give the samples as numbers.")
    texts = [name for name in table.column_names if name not in roles and name not in samples]
    by_role = {role: table[name] for name, role in roles.items()}
    values = np.column_stack([_floats(table[name]) for name in samples])
    rate = _stated_rate(by_role)
    notes = [f"{path.name}: columns of text that were not read: {', '.join(texts[:5])}."] if texts else []
    if (layout or ("windows" if len(samples) >= WIDE else "recordings")) == "windows":
        return Found([_windows(values, by_role, rate, path.name)], None, notes)
    return Found(list(_recordings(values, samples, by_role, rate, path.name)), None, notes)


def _table(path: Path) -> pa.Table:
    """The table of a file; rows of different lengths are told in the words of signals.

    Raises:
        Problem: The file can't be read.
    """
    options = sniff(path)
    try:
        return read_table(path, options)
    except Problem as problem:
        if not _readable(path, options.model_copy(update={"ragged": "skip"})):
            raise
        raise Problem(
            f"Windows of one file have one length. {problem.what}",
            where=path.name,
            remedy="Give each length a file of its own, or whole recordings, which are cut. Short rows with empty "
            "cells at their end are left out.",
        ) from problem


def _readable(path: Path, options: ReadOptions) -> bool:
    try:
        read_table(path, options, limit=1)
    except Problem:
        return False
    return True


def _windows(
    values: NDArray[np.float32], by_role: dict[str, pa.ChunkedArray], rate: float | None, source: str
) -> Windows:
    known: dict[str, Column] = {role: label_texts(by_role[role]).to_pylist() for role in _TEXTS if role in by_role}
    speed = _speed(by_role)
    if speed is not None:
        known["speed"] = speed
    for role, factor in (("start", 1), ("place", values.shape[1])):
        if role in by_role and pa.types.is_integer(by_role[role].type) and not by_role[role].null_count:
            known.setdefault("start", by_role[role].to_numpy().astype(np.int64) * factor)
    if "time" in by_role and pa.types.is_timestamp(by_role["time"].type):
        known["time"] = by_role["time"].to_numpy()
    return Windows(values[..., None], ("channel 1",), rate, recordings_of(known, len(values), values.shape[1], source))


def _recordings(
    values: NDArray[np.float32],
    names: Sequence[str],
    by_role: dict[str, pa.ChunkedArray],
    rate: float | None,
    source: str,
) -> list[Recording]:
    """A recording ends where its name, label, machine or load change, or where the clock falls back."""
    count = len(values)
    texts = {role: label_texts(by_role[role]).to_pylist() for role in _TEXTS if role in by_role}
    begins = np.zeros(count, bool)
    begins[:1] = True
    for column in texts.values():
        begins[1:] |= np.array([column[place] != column[place - 1] for place in range(1, count)], bool)
    clock = _clock(by_role)
    if clock is not None:
        begins[1:] |= clock[1:] < clock[:-1]
    speed = _speed(by_role)
    edges = [*np.flatnonzero(begins).tolist(), count]
    recordings = []
    for place, (low, high) in enumerate(pairwise(edges)):
        known: dict[str, Any] = {role: column[low] for role, column in texts.items() if role != "recording"}
        if "time" in by_role and pa.types.is_timestamp(by_role["time"].type):
            known["time"] = by_role["time"][low].as_py()
        name = source if len(edges) == 2 else f"{source} {place + 1}"
        if texts.get("recording", [None] * count)[low] is not None:
            name = texts["recording"][low]
        track = speed[low:high] if speed is not None else None
        recordings.append(Recording(name, values[low:high], tuple(names), rate, known, track))
    return recordings


def _numeric(column: pa.ChunkedArray, name: str, source: str) -> bool:
    """Whether a column holds samples.

    Raises:
        Problem: Most of its cells are numbers and some are not.
    """
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return True
    if not pa.types.is_string(column.type):
        return False
    number = pc.match_substring_regex(column, r"^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$")
    numbers = int(pc.sum(number).as_py() or 0)
    if numbers <= (len(column) - column.null_count) / 2:
        return False
    row = int(np.argmin(np.asarray(pc.fill_null(number, True).to_numpy(zero_copy_only=False))))
    raise Problem(
        f"{str(column[row].as_py())[:40]!r} is not a number",
        where=f"{source}, column {name}, row {row + 1}",
        remedy="Correct the cell, or leave it empty where the sample is missing.",
    )


def _floats(column: pa.ChunkedArray) -> NDArray[np.float32]:
    return np.asarray(pc.fill_null(pc.cast(column, pa.float64(), safe=False), float("nan")).to_numpy(), np.float32)


def _speed(by_role: dict[str, pa.ChunkedArray]) -> NDArray[np.float64] | None:
    for role, factor in (("speed", 1.0), ("turns", SECONDS)):
        if role in by_role and not pa.types.is_string(by_role[role].type):
            return _floats(by_role[role]).astype(np.float64) * factor
    return None


def _clock(by_role: dict[str, pa.ChunkedArray]) -> NDArray[np.float64] | None:
    """Seconds of each sample, as far as the column called time holds them."""
    column = by_role.get("time")
    if column is None or column.null_count:
        return None
    if pa.types.is_timestamp(column.type):
        return np.asarray(column.to_numpy(), "datetime64[us]").astype(np.int64) / 1e6
    return None if pa.types.is_string(column.type) else np.asarray(column.to_numpy(), np.float64)


def _stated_rate(by_role: dict[str, pa.ChunkedArray]) -> float | None:
    """The column of the rate, else the steps of the clock (numbers are taken for seconds)."""
    if "rate" in by_role and not pa.types.is_string(by_role["rate"].type):
        found = pc.max(by_role["rate"]).as_py()
        return float(found) if found and found > 0 else None
    clock = _clock(by_role)
    if clock is None or len(clock) < 3:
        return None
    steps = np.diff(clock)
    usual = float(np.median(steps))
    if not 0 < usual < SLOWEST:
        return None
    # Clocks are often cut to microseconds: the mean of many steps is exact again, but for jumps.
    return float(f"{1 / steps[np.abs(steps - usual) < usual / 2].mean():.5g}")
