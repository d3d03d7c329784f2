"""The values that one field takes while all others of a case stay."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pyarrow as pa

from bigmodel.inference.dates import read_times
from bigmodel.spec.case import Value
from bigmodel.tasks.tabular.what_if.case_form import cell_of
from bigmodel.tasks.tabular.what_if.ground import Ground

POINTS = 61
"""Values of a number at most."""
MOST = 24
"""Categories at most, the most frequent first."""
BEYOND = 0.35
"""How far a sweep goes beyond the usual range, as a share of it; never beyond what training saw."""

Kind = Literal["number", "category", "hour", "date"]


def values_along(case: pa.Table, name: str, ground: Ground) -> tuple[Kind, list[Value]]:
    """The values to ask for, the one of the case among them.

    Args:
        case: The case as it stands, one row.
        name: A field of ``ground.kinds``.
        ground: What training saw.

    Returns:
        What the values are, and the values: ascending numbers; the most frequent categories, then missing; the hours
        of the case's day where the model knows hours, else days from the first to the last of training.
    """
    here = cell_of(case, name, ground.kinds[name])
    if name in ground.numbers:
        return "number", _numbers(here, name, ground)
    if ground.kinds[name] == "date":
        return _times(case, name, ground)
    keys = list(ground.vocabulary(name)["keys"][:MOST])
    return "category", [*keys, *([here] if here is not None and here not in keys else []), None]


def column_of(kind: Kind, values: list[Value]) -> pa.ChunkedArray:
    """Values of a sweep as a column in the kind of training."""
    if kind == "number":
        return pa.chunked_array([pa.array(values, pa.float64())])
    if kind == "category":
        return pa.chunked_array([pa.array(values, pa.string())])
    moments = np.array([np.datetime64("NaT") if each is None else np.datetime64(str(each)) for each in values])
    return pa.chunked_array([pa.array(moments.astype("datetime64[us]"), from_pandas=True)])


def _numbers(here: Value, name: str, ground: Ground) -> list[Value]:
    known = ground.numbers[name]
    low, high = known.usual
    beyond = BEYOND * (high - low)
    low, high = max(known.low, low - beyond), min(known.high, high + beyond)
    if isinstance(here, int | float):
        low, high = min(low, here), max(high, here)
    points = np.linspace(low, high, POINTS) if high > low else np.array([low])
    if known.whole:
        points = np.unique(np.round(points))
    values = {float(f"{value:.6g}") for value in points.tolist()}
    if isinstance(here, int | float):
        values.add(float(here))
    return [*sorted(value for value in values if math.isfinite(value))]


def _times(case: pa.Table, name: str, ground: Ground) -> tuple[Kind, list[Value]]:
    fitted = next((each for each in ground.encoder["dates"] if each["name"] == name), None)
    if fitted is None:
        return "date", []
    now = read_times(case[name])[0][0]
    now = np.datetime64(fitted["last"], "us") if np.isnat(now) else now
    if "hour_sin" in fitted["parts"]:
        day = now.astype("datetime64[D]")
        within = now - now.astype("datetime64[h]")
        moments = [day + np.timedelta64(hour, "h") + within for hour in range(24)]
        return "hour", [str(moment.astype("datetime64[s]")) for moment in moments]
    first, last = (np.datetime64(fitted[end], "s").astype(np.int64) for end in ("first", "last"))
    spread = np.linspace(first, last, POINTS).astype("datetime64[s]")
    return "date", [str(each) for each in np.unique(np.append(spread, now.astype("datetime64[s]")))]
