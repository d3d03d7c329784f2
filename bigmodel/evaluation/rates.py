"""How the share of positives moves over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.intervals import wilson

STEPS = (("day", 1), ("week", 7), ("four weeks", 28), ("quarter", 91), ("year", 365))
MOST = 130
"""Steps at most; with more the next longer step is taken."""


@dataclass(frozen=True)
class Rates:
    """Positives per step of time; steps without a case are left out.

    Attributes:
        step: The length of a step in words: "day".
        start: First day of each step, datetime64[D] (s,).
        cases: Cases of each step, int64 (s,).
        positives: Positives of each step, int64 (s,).
        low: Lower 95 % bound of the share of positives (Wilson), float64 (s,).
        high: Upper bound, float64 (s,).
    """

    step: str
    start: NDArray[np.datetime64]
    cases: NDArray[np.int64]
    positives: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def rates(time: NDArray[np.datetime64], y: NDArray[np.integer]) -> Rates:
    """Count positives per day, or per longer step where there are more than 130 days.

    Args:
        time: When each case happened, datetime64 (n,); NaT is left out.
        y: Class 0 or 1, (n,).
    """
    known = ~np.isnat(time)
    day, positive = time[known].astype("datetime64[D]"), y[known] == 1
    if not len(day):
        none = np.empty(0, np.int64)
        return Rates(STEPS[0][0], day, none, none, np.empty(0), np.empty(0))
    first = day.min()
    span = int((day.max() - first).astype(np.int64)) + 1
    step, length = next((entry for entry in STEPS if span / entry[1] <= MOST), STEPS[-1])
    filled, place = np.unique((day - first).astype(np.int64) // length, return_inverse=True)
    cases, hits = np.bincount(place), np.bincount(place, positive).astype(np.int64)
    bounds = np.array([wilson(int(hit), int(count)) for hit, count in zip(hits, cases, strict=True)])
    start = first + filled * np.timedelta64(length, "D")
    return Rates(step, start, cases, hits, bounds[:, 0], bounds[:, 1])
