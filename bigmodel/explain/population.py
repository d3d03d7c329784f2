"""Many cases as they would be: some left out, some more frequent, some with noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.inference.categories import keys_of
from bigmodel.inference.dates import read_times
from bigmodel.inference.numbers import read_numbers
from bigmodel.spec import Change, Kind, Problem
from bigmodel.spec.change import NIGHT
from bigmodel.spec.numbers import share
from bigmodel.spec.shorten import shorten

HOUR = np.timedelta64(1, "h")
EVENING, MORNING = 22, 6
"""Night is from the one hour to the other."""
STREAM = 1999
"""Keeps the draws apart from those of simulated data that was drawn with the same small seed."""
NORMAL = 1.349
"""The middle half of a normal distribution is so many standard deviations wide."""


@dataclass(frozen=True)
class Population:
    """Cases after changes.

    Attributes:
        table: The cases, (m,) rows.
        origin: Which of the first cases each of them is, int64 (m,); one that is drawn twice stands there twice.
        changed: Columns whose cells may differ from those of the first cases.
    """

    table: pa.Table
    origin: NDArray[np.int64]
    changed: frozenset[str] = frozenset()

    def take(self, places: NDArray[np.int64]) -> Population:
        """The cases at these places, in this order."""
        return Population(self.table.take(pa.array(places)), self.origin[places], self.changed)

    def with_column(self, name: str, column: pa.ChunkedArray) -> Population:
        """The same cases with other cells in a column."""
        table = self.table.set_column(self.table.schema.get_field_index(name), name, column)
        return Population(table, self.origin, self.changed | {name})

    @property
    def weight(self) -> float:
        """The share of the cases that count as cases of their own: 1 where each stands there once.

        Kish's effective sample size over the size, for intervals: a case that stands there twice tells no more than
        one that stands there once.
        """
        times = np.bincount(self.origin)
        return float(len(self.origin) / max(1, int((times.astype(np.int64) ** 2).sum())))


def whole(table: pa.Table) -> Population:
    """All cases as they are."""
    return Population(table, np.arange(table.num_rows))


def redrawn(population: Population, change: Change, kinds: Mapping[str, Kind], seed: int) -> Population:
    """A population after ``leave_out``, ``share`` or ``noise``.

    With ``share`` the number of cases stays: those that have the value are drawn so often that their share is
    multiplied, the others are thinned out.

    Args:
        population: The cases before.
        change: What is changed.
        kinds: Column name to kind.
        seed: The same seed draws the same.

    Raises:
        Problem: No case is left, or the change does not fit the cases.
    """
    if change.field not in population.table.column_names or change.field not in kinds:
        raise Problem(f"The column {shorten(change.field)!r} is not in this data", remedy="Change another one.")
    column = population.table[change.field]
    if change.how == "noise":
        if kinds[change.field] != "number":
            raise Problem(f"{shorten(change.field)!r} holds no numbers, so noise can't be added")
        random = np.random.default_rng([seed, STREAM])
        return population.with_column(change.field, noisy(column, float(change.value or 0), random))
    has = having(column, kinds[change.field], change.value)
    if change.how == "leave_out":
        if has.all():
            raise Problem(
                f"No case is left: all have {_said(change)}", remedy="Take one of the changes away, or leave out less."
            )
        return population.take(np.flatnonzero(~has))
    return population.take(_more_often(has, change, np.random.default_rng([seed, STREAM])))


def having(column: pa.ChunkedArray, kind: Kind, value: object) -> NDArray[np.bool_]:
    """Which cells have a value, bool (n,).

    Args:
        column: Cells of any type.
        kind: How they are read: numbers are compared as numbers, everything else by the key of categories.
        value: The value; ``"night"`` in a date means its hours.
    """
    if kind == "date" and value == NIGHT:
        times = read_times(column)[0]
        hour = (times - times.astype("datetime64[D]")) / HOUR
        return np.asarray((hour >= EVENING) | (hour < MORNING))
    if kind == "number":
        wanted = read_numbers(pa.chunked_array([pa.array([str(value)])]))[0][0]
        return np.asarray(read_numbers(column)[0] == wanted)
    keys, column = distinct(column)
    wanted_key = keys_of(pa.array([str(value)]))[0].as_py()
    return in_values(column, [cell for cell, key in keys if key == wanted_key])


def distinct(column: pa.ChunkedArray) -> tuple[list[tuple[Any, str | None]], pa.ChunkedArray]:
    """Each different cell with its key, and the column without a dictionary."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    values = pc.unique(column)
    return list(zip(values.to_pylist(), keys_of(values).to_pylist(), strict=True)), column


def in_values(column: pa.ChunkedArray, values: list[Any]) -> NDArray[np.bool_]:
    """Which cells are one of these values, bool (n,)."""
    if not values:
        return np.zeros(len(column), bool)
    found = pc.is_in(column, value_set=pa.array(values, column.type), skip_nulls=True)
    return np.asarray(found.to_numpy(), bool)


def noisy(column: pa.ChunkedArray, size: float, random: np.random.Generator) -> pa.ChunkedArray:
    """Numbers with normal noise whose standard deviation is ``size`` times their own spread.

    The spread is that of the middle half, which outliers do not stretch, else the standard deviation. The numbers stay
    between the smallest and the largest there is, and whole where they are whole.
    """
    values = read_numbers(column)[0]
    known = values[~np.isnan(values)]
    if not len(known):
        return column
    low, high = np.percentile(known, [25, 75])
    spread = (high - low) / NORMAL or float(known.std())
    moved = np.clip(values + random.normal(0.0, 1.0, len(values)) * size * spread, known.min(), known.max())
    whole_numbers = pa.types.is_integer(column.type)
    cells = pa.array(np.round(moved) if whole_numbers else moved, pa.float64(), from_pandas=True)
    return pa.chunked_array([cells.cast(column.type) if whole_numbers else cells])


def _more_often(has: NDArray[np.bool_], change: Change, random: np.random.Generator) -> NDArray[np.int64]:
    rows, there = len(has), int(has.sum())
    wanted = round(there * change.factor)
    if not there or wanted > rows or (there == rows and wanted < rows):
        raise Problem(
            f"{share(there / max(1, rows))} of the cases have {_said(change)}: that share can't be multiplied by "
            f"{change.factor:g}",
            remedy="Choose another factor.",
        )
    drawn = [_draw(np.flatnonzero(has), wanted, random), _draw(np.flatnonzero(~has), rows - wanted, random)]
    return np.sort(np.concatenate(drawn))


def _draw(places: NDArray[np.int64], number: int, random: np.random.Generator) -> NDArray[np.int64]:
    """So many of these places, each as often as any other or once more."""
    if not number:
        return places[:0]
    copies, rest = divmod(number, len(places))
    return np.concatenate([np.tile(places, copies), random.choice(places, rest, replace=False)])


def _said(change: Change) -> str:
    value = "a time at night" if change.value == NIGHT else repr(shorten(str(change.value)))
    return f"{value} in {shorten(change.field)!r}"
