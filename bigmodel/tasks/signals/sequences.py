"""Which windows come from one recording, where the data do not say it outright."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.tasks.signals.pieces import Column

LONG = 3.0
"""Windows a run on average from which an order of windows is taken for that of the recordings."""


def recordings_of(known: Mapping[str, Column], count: int, window: int, source: str) -> dict[str, Column]:
    """The columns of windows with ``recording`` and ``start`` filled in.

    A named recording stays. Else a new recording begins where the place in the recording falls back, or where label,
    machine, load or speed change. Windows that were shuffled tell nothing: each is then a recording of its own.

    Args:
        known: Columns of the windows.
        count: Number of windows.
        window: Samples in a window; where no starts are given, windows are taken to follow each other without overlap.
        source: The file, with which names of recordings begin.
    """
    filled: dict[str, Column] = dict(known)
    if "recording" not in filled:
        filled["recording"] = _names(_begins(known, count), count, source)
    if "start" not in filled:
        filled["start"] = window * _place_in_run(filled["recording"])
    return filled


def _begins(known: Mapping[str, Column], count: int) -> NDArray[np.bool_]:
    begins = np.zeros(count, bool)
    begins[:1] = True
    for name in ("label", "machine", "load", "speed"):
        if name in known:
            column = known[name]
            begins[1:] |= np.array([column[place] != column[place - 1] for place in range(1, count)], bool)
    if "start" in known:
        starts = np.asarray(known["start"])
        begins[1:] |= starts[1:] <= starts[:-1]
    return begins


def _names(begins: NDArray[np.bool_], count: int, source: str) -> list[str]:
    runs = int(begins.sum())
    if count and count / runs < LONG:
        return [f"{source} row {place + 1}" for place in range(count)]
    return [source if runs == 1 else f"{source} {number}" for number in np.cumsum(begins).tolist()]


def _place_in_run(recordings: Column) -> NDArray[np.int64]:
    seen: dict[Any, int] = {}
    places = np.zeros(len(recordings), np.int64)
    for row, name in enumerate(recordings):
        places[row] = seen.get(name, 0)
        seen[name] = seen.get(name, 0) + 1
    return places
