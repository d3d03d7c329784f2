"""What stands in each column: missing, different values, an example, the distribution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.data.facts import count_distinct
from bigmodel.data.labels import label_texts
from bigmodel.spec import Field

BARS = 12
"""The most bars of a distribution."""

SAMPLE = 100_000
"""Rows that a distribution is drawn from; of longer tables evenly spaced ones."""

LONGEST = 200
"""Characters of a cell that are shown."""


@dataclass(frozen=True)
class ColumnProfile:
    """One column.

    Attributes:
        name: Its name.
        kind: How its values are read.
        rows: Cells in all.
        missing: Cells that are missing.
        distinct: Different values.
        exact: Whether ``distinct`` is exact; else there are at least so many.
        example: The most frequent value of a category, else the first value; empty where all are missing.
        histogram: Counts of at most ``BARS`` bars. Numbers and dates: equal widths between the first and the last
            per cent, what lies beyond counted to the outermost bars. Categories: the most frequent first, the last
            bar holds all others.
        labels: What each bar stands for.
        sampled: Rows that the histogram was drawn from.
    """

    name: str
    kind: str
    rows: int
    missing: int
    distinct: int
    exact: bool
    example: str
    histogram: tuple[int, ...]
    labels: tuple[str, ...]
    sampled: int


def profile_columns(table: pa.Table, fields: Iterable[Field]) -> list[ColumnProfile]:
    """Profile each field that is a column of the table, in the order of the fields."""
    present = set(table.column_names)
    step = max(1, -(-len(table) // SAMPLE))
    rows = None if step == 1 else pa.array(np.arange(0, len(table), step))
    return [_profile(table[field.name], field, rows) for field in fields if field.name in present]


def _profile(column: pa.ChunkedArray, field: Field, rows: pa.Array | None) -> ColumnProfile:
    distinct, exact = count_distinct(column)
    some = column if rows is None else column.take(rows)
    numeric = pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_temporal(column.type)
    if numeric and field.kind in ("number", "date"):
        histogram, labels = _numbers(some)
        example = _first(column)
    else:
        histogram, labels, example = _categories(some)
        example = example if field.kind == "category" else _first(column)
    return ColumnProfile(
        name=field.name,
        kind=field.kind,
        rows=len(column),
        missing=column.null_count,
        distinct=distinct,
        exact=exact,
        example=example,
        histogram=histogram,
        labels=labels,
        sampled=len(some),
    )


def _numbers(column: pa.ChunkedArray) -> tuple[tuple[int, ...], tuple[str, ...]]:
    temporal = pa.types.is_temporal(column.type)
    plain = pc.cast(pc.cast(column, pa.timestamp("us"), safe=False), pa.int64()) if temporal else column
    values = np.asarray(pc.cast(plain.drop_null(), pa.float64(), safe=False).to_numpy(), np.float64)
    values = values[np.isfinite(values)]
    if not len(values):
        return (), ()
    low, high = np.quantile(values, [0.01, 0.99])
    if not high > low:
        low, high = values.min(), values.max()
    # Halves first: the span of numbers near the ends of the range is no number itself.
    edges = np.linspace(low / 2, high / 2, BARS + 1) * 2 if high > low else np.array([low, low])
    if high > low:
        places = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, BARS - 1)
        counts = np.bincount(places, minlength=BARS)
    else:
        counts = np.array([len(values)])
    return tuple(counts.tolist()), _spans(edges, temporal)


def _spans(edges: NDArray[np.float64], temporal: bool) -> tuple[str, ...]:
    shown = (
        [str(edge) for edge in edges.astype(np.int64).astype("datetime64[us]").astype("datetime64[D]")]
        if temporal
        else [f"{edge:.3g}" for edge in edges]
    )
    return tuple(f"{start} to {end}" for start, end in pairwise(shown))


def _categories(column: pa.ChunkedArray) -> tuple[tuple[int, ...], tuple[str, ...], str]:
    counted = pc.value_counts(label_texts(column).drop_null())
    if not len(counted):
        return (), (), ""
    counts = np.asarray(counted.field("counts").to_numpy(), np.int64)
    order = np.argsort(-counts, kind="stable")
    bars = order[:BARS] if len(order) <= BARS else order[: BARS - 1]
    labels = [label[:LONGEST] for label in counted.field("values").take(pa.array(bars)).to_pylist()]
    heights = counts[bars].tolist()
    if len(order) > BARS:
        labels.append(f"{len(order) - len(bars):,} others")
        heights.append(int(counts.sum() - sum(heights)))
    return tuple(heights), tuple(labels), labels[0]


def _first(column: pa.ChunkedArray) -> str:
    for chunk in column.chunks:
        known = chunk.drop_null()
        if len(known):
            value = known[0].as_py()
            return f"{value:.6g}" if isinstance(value, float) else str(value)[:LONGEST]
    return ""
