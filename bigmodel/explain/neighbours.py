"""The real records that are nearest to a case, and how near real records usually are to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.explain.measure import Distances, Encoded, Measure, fit_measure
from bigmodel.inference.table import encode_table

MOST = 300_000
"""Training rows that are looked at; of more a random part."""
COMPARED = 20_000
"""Rows that answers are compared with many times over; of more a random part."""
PROBED = 200
"""Real rows whose own nearest neighbour says how near real rows usually are."""
USUAL = 0.95


@dataclass(frozen=True)
class Records:
    """Real records to compare with.

    Attributes:
        rows: Encoded, n.
        y: Class of each, int32 (n,).
        place: Place of each among all training rows, int64 (n,), ascending.
        total: How many training rows there are.
        measure: The distance.
    """

    rows: Encoded
    y: NDArray[np.int32]
    place: NDArray[np.int64]
    total: int
    measure: Measure

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def partial(self) -> bool:
        """Whether only a part of the training rows is looked at."""
        return len(self) < self.total

    def some(self, most: int) -> Records:
        """At most so many of them, always the same."""
        if len(self) <= most:
            return self
        chosen = _some(len(self), most)
        return Records(self.rows.take(chosen), self.y[chosen], self.place[chosen], self.total, self.measure)


def records_of(training: pa.Table, y: NDArray[np.int32], encoder: Mapping[str, Any], most: int = MOST) -> Records:
    """The training rows to compare with.

    Args:
        training: Training rows in the kinds of training, n.
        y: Their classes, (n,).
        encoder: What ``inference.table.fit_encoder`` returned.
        most: Rows at most; of more a random part, always the same.
    """
    total = training.num_rows
    place = np.arange(total, dtype=np.int64) if total <= most else _some(total, most)
    chosen = training if total <= most else training.take(pa.array(place))
    rows = Encoded.of(encode_table(chosen, encoder))
    return Records(rows, y[place], place, total, fit_measure(rows, encoder))


def _some(total: int, most: int) -> NDArray[np.int64]:
    return np.sort(np.random.default_rng(0).choice(total, most, replace=False)).astype(np.int64)


def nearest(distances: Distances, number: int, among: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """The places of the nearest rows, nearest first and of equals the earlier, int64 (at most ``number``,).

    Args:
        distances: Distance of each row, (n,).
        number: How many, 1 or more.
        among: The rows that count, bool (n,); None for all.
    """
    places = np.arange(len(distances)) if among is None else np.flatnonzero(among)
    counted = distances[places]
    if len(places) > number:
        farthest = np.partition(counted, number - 1)[number - 1]
        kept = counted <= farthest
        places, counted = places[kept], counted[kept]
    return places[np.argsort(counted, kind="stable")][:number].astype(np.int64)


def usual_distance(records: Records) -> float:
    """The distance within which 95 % of real records have another one."""
    if len(records) < 2:
        return 0.0
    probed = _some(len(records), PROBED) if len(records) > PROBED else np.arange(len(records))
    found = []
    for place in probed:
        distances = records.measure.distances(records.rows, records.rows, int(place))
        distances[place] = np.inf
        found.append(float(distances.min()))
    return float(np.quantile(found, USUAL))
