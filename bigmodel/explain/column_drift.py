"""How the columns that a model looks at have moved from one table to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.explain.drift import Drift, drift_of_labels, drift_of_numbers
from bigmodel.inference.categories import keys_of
from bigmodel.inference.dates import read_times
from bigmodel.inference.derive import derive
from bigmodel.inference.numbers import read_numbers
from bigmodel.inference.table import derived_of

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOUR, DAY = np.timedelta64(1, "h"), np.timedelta64(1, "D")
MONDAY = np.datetime64("1970-01-05", "us")

Values = NDArray[np.float64] | Counter[str | None]


def column_drift(
    then: pa.Table, now: pa.Table, encoder: Mapping[str, Any], usual: Mapping[str, float] | None = None
) -> dict[str, Drift]:
    """The drift of each column that the model looks at; columns that one of the tables lacks are left out.

    Of a date not the date itself is compared, which always moves on, but its hour and its day of the week, as far as
    the model looks at them.

    Args:
        then: Rows before, in the kinds of training.
        now: Rows now, in the kinds of training.
        encoder: What ``inference.table.fit_encoder`` returned.
        usual: Column to the PSI that had been reached already.
    """
    derived = derived_of(encoder)
    before, after = (values_of(derive(table, derived), encoder) for table in (then, now))
    found = {}
    for name, first in before.items():
        second, reached = after.get(name), (usual or {}).get(name, 0.0)
        if isinstance(first, Counter) and isinstance(second, Counter):
            found[name] = drift_of_labels(first, second, reached)
        elif isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
            found[name] = drift_of_numbers(first, second, reached)
    return found


def values_of(table: pa.Table, encoder: Mapping[str, Any]) -> dict[str, Values]:
    """What is compared: numbers float64 (n,), of everything else how many cells have each key."""
    found: dict[str, Values] = {}
    for fitted in encoder["numbers"]:
        if fitted["name"] in table.column_names:
            found[fitted["name"]] = read_numbers(table[fitted["name"]])[0]
    for fitted in encoder["dates"]:
        if fitted["name"] in table.column_names:
            times = read_times(table[fitted["name"]])[0]
            if "hour_sin" in fitted["parts"]:
                found[f"{fitted['name']}: hour"] = _hours(times)
            if "weekday" in fitted["parts"]:
                found[f"{fitted['name']}: day of the week"] = _weekdays(times)
    for fitted in encoder["categories"]:
        if fitted["name"] in table.column_names:
            found[fitted["name"]] = counted(table[fitted["name"]])
    return found


def counted(column: pa.ChunkedArray) -> Counter[str | None]:
    """How many cells have each key; None counts missing ones."""
    plain = column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
    values = pc.value_counts(plain)
    counts: Counter[str | None] = Counter()
    keys = keys_of(values.field("values")).to_pylist()
    for key, number in zip(keys, values.field("counts").to_pylist(), strict=True):
        counts[key] += number
    return counts


def _hours(times: NDArray[np.datetime64]) -> NDArray[np.float64]:
    hours = (times - times.astype("datetime64[D]")) / HOUR
    return np.where(np.isnat(times), np.nan, np.floor(hours))


def _weekdays(times: NDArray[np.datetime64]) -> Counter[str | None]:
    known = times[~np.isnat(times)]
    days = np.floor((known - MONDAY) / DAY).astype(np.int64) % 7
    counts: Counter[str | None] = Counter(
        {name: int(number) for name, number in zip(WEEKDAYS, np.bincount(days, minlength=7), strict=True) if number}
    )
    if len(known) < len(times):
        counts[None] = len(times) - len(known)
    return counts
