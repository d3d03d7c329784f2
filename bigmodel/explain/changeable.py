"""The columns of a case that may be changed, and the values that they may take."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.explain.measure import spread_of
from bigmodel.inference.categories import keys_of
from bigmodel.inference.numbers import read_numbers
from bigmodel.inference.table import derived_of
from bigmodel.spec import Field, Kind, Problem

CHANGED = ("feature", "amount")
"""Roles that may be changed; who, when and what is ignored stay."""
LEVELS = 30
"""A number with so few values takes these and no others: there is no deductible between 300 and 400."""
EACH = 5
"""Rows that such a value has on average, at least."""
TRIES = 24
LOOKED_AT = 50_000
"""Training values that are looked at, about."""
KEYS = 60
"""Values of a category that are tried, the most frequent."""
FINEST = 6
"""Digits behind the point at most."""


@dataclass(frozen=True)
class NumberColumn:
    """A number.

    Attributes:
        name: The column.
        low: The smallest value it may take, the first per cent of training.
        high: The largest, the last per cent.
        spread: The spread of its middle 90 %.
        step: Values are multiples of it; 1 or more for whole numbers.
        seen: Training values that are tried, ascending, float64.
        levels: Whether it takes these values and no others.
    """

    name: str
    low: float
    high: float
    spread: float
    step: float
    seen: NDArray[np.float64]
    levels: bool

    def snap(self, values: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
        """The values on the grid nearest to these and inside the range, ascending, each once."""
        if self.levels:
            return self.seen[(self.seen >= low) & (self.seen <= high)]
        least, most = math.ceil(low / self.step - 1e-9), math.floor(high / self.step + 1e-9)
        places = np.unique(np.clip(np.rint(values / self.step), least, most)) if least <= most else np.empty(0)
        return np.round(places * self.step, self.digits)

    @property
    def digits(self) -> int:
        """Digits behind the point."""
        return max(0, -math.floor(math.log10(self.step) + 1e-9))

    def between(self, fixed: float, moved: float, parts: int) -> NDArray[np.float64]:
        """At most ``parts`` values strictly between two, from ``fixed`` on."""
        low, high = min(fixed, moved), max(fixed, moved)
        if self.levels:
            inside = self.seen[(self.seen > low) & (self.seen < high)]
        else:
            inside = self.snap(np.linspace(low, high, parts + 2), low, high)
            inside = inside[(inside > low) & (inside < high)]
        chosen = inside[np.unique(np.linspace(0, len(inside) - 1, parts).astype(int))] if len(inside) else inside
        return chosen if fixed <= moved else chosen[::-1]


@dataclass(frozen=True)
class CategoryColumn:
    """A category with the values that the model knows, the most frequent first."""

    name: str
    keys: tuple[str, ...]


Changeable = NumberColumn | CategoryColumn


@dataclass(frozen=True)
class Limits:
    """What a person allows.

    Attributes:
        locked: Columns that stay.
        up: Numbers that may only grow.
        down: Numbers that may only shrink.
        ranges: Number to the smallest and largest value it may take, in place of those of training.
    """

    locked: frozenset[str] = frozenset()
    up: frozenset[str] = frozenset()
    down: frozenset[str] = frozenset()
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def range_of(self, column: NumberColumn) -> tuple[float, float]:
        """The smallest and largest value that a number may take."""
        return self.ranges.get(column.name, (column.low, column.high))


def changeable_columns(
    training: pa.Table, fields: Sequence[Field], encoder: Mapping[str, Any]
) -> tuple[Changeable, ...]:
    """The columns that the model looks at and that may be changed; computed columns and dates are none.

    Args:
        training: Training rows in the kinds of training.
        fields: All fields with their roles.
        encoder: What ``inference.table.fit_encoder`` returned.
    """
    keys = {each["name"]: tuple(each["keys"][:KEYS]) for each in encoder["categories"]}
    found: list[Changeable] = []
    for name, kind in changeable_kinds(fields, encoder).items():
        if kind == "category":
            found.append(CategoryColumn(name, keys[name]))
        else:
            values = read_numbers(training[name])[0]
            known = values[~np.isnan(values)]
            found += [fit_number(known[:: 1 + len(known) // LOOKED_AT], name)] if len(known) else []
    return tuple(found)


def changeable_kinds(fields: Sequence[Field], encoder: Mapping[str, Any]) -> dict[str, Kind]:
    """Name and kind of the columns that may be changed, in the order of the fields; see ``changeable_columns``."""
    derived = derived_of(encoder)
    computed = {each.name for each in derived}
    numbers = {each["name"] for each in encoder["numbers"]} | {name for each in derived for name in each.sources}
    categories = {each["name"] for each in encoder["categories"]}
    return {
        field.name: field.kind
        for field in fields
        if field.role in CHANGED
        and field.name not in computed
        and ((field.kind == "number" and field.name in numbers) or field.name in categories)
    }


def fit_number(values: NDArray[np.float64], name: str) -> NumberColumn:
    """The values that a number may take.

    Args:
        values: Known training values, float64 (n,) with n at least 1.
        name: The column.
    """
    low, high = np.quantile(values, [0.01, 0.99], method="nearest").tolist()
    spread, finest = spread_of(values), _finest(values)
    distinct = np.unique(values)
    if len(distinct) <= LEVELS and len(distinct) * EACH <= len(values):
        return NumberColumn(name, low, high, spread, finest or 10.0**-FINEST, distinct, levels=True)
    # A hundredth of the spread is fine enough, and reads better: 210 instead of 212.37.
    step = max(finest, 10.0 ** math.floor(math.log10(spread / 100)))
    tried = np.unique(np.quantile(values, np.linspace(0.01, 0.99, TRIES), method="nearest"))
    return NumberColumn(name, low, high, spread, step, tried, levels=False)


def _finest(values: NDArray[np.float64]) -> float:
    """The unit of the last digit that values have, 0 where they have more than ``FINEST`` digits behind the point."""
    return next(
        (10.0**-digits for digits in range(FINEST + 1) if np.array_equal(np.round(values, digits), values)), 0.0
    )


def choices(column: Changeable, case: pa.Table, limits: Limits) -> NDArray[np.float64]:
    """The values that a column of a case may change to: numbers, or places among a category's keys, float64.

    Args:
        column: The column.
        case: The case, one row in the kinds of training.
        limits: What is allowed.
    """
    if column.name in limits.locked:
        return np.empty(0)
    if isinstance(column, CategoryColumn):
        key = keys_of(case[column.name].combine_chunks(), column.name).to_pylist()[0]
        return np.array([place for place, other in enumerate(column.keys) if other != key], np.float64)
    low, high = limits.range_of(column)
    values = column.snap(np.append(column.seen, [low, high]), low, high)
    # Nothing is more or less than a missing value: such a comparison is false.
    own = float(read_numbers(case[column.name])[0][0])
    values = values[values > own] if column.name in limits.up else values
    values = values[values < own] if column.name in limits.down else values
    return np.asarray(values[values != own], np.float64)


def check_limits(limits: Limits, columns: Sequence[Changeable]) -> None:
    """Raise where limits can't be meant.

    Raises:
        Problem: A direction or range is of no number, or a range is upside down.
    """
    numbers = {each.name for each in columns if isinstance(each, NumberColumn)}
    for name in (*sorted(limits.up | limits.down), *limits.ranges):
        if name not in numbers:
            known = ", ".join(sorted(numbers)) or "none"
            raise Problem(f"{name!r} is no number that may be changed", remedy=f"Numbers are: {known}.")
    for name, (low, high) in limits.ranges.items():
        if not low <= high:
            raise Problem(f"The range of {name!r} ends before it begins", remedy="Give the smaller number first.")
