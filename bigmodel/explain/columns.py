"""The tensors of a table as the columns of the file, so that explanations speak of columns and not of tensors.

A date is one column however many parts it has. A computed column is no column of its own: it follows the two that it is
made from and is computed anew in every row that is put together from two rows. Else a row could hold a torque, a speed
and a power that do not belong together, and the credit of a sum would be divided by how it is written down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.inference.derive import derive_values
from bigmodel.inference.numbers import read_numbers
from bigmodel.inference.table import FLOAT32_MAX, derived_of, encode_table
from bigmodel.spec import Derived

Score = Callable[[Mapping[str, NDArray[Any]]], NDArray[Any]]
"""Tensors of n rows to one number each, (n,), or to one a class, (n, k)."""


@dataclass(frozen=True)
class Column:
    """One column of the file and the places at which it stands.

    Attributes:
        name: Its name.
        numbers: Its places in ``numbers``: several for a date, none for a category.
        codes: Its places in ``codes``.
        sources: Its place among the columns that computed ones are made from, if it is one of them.
    """

    name: str
    numbers: tuple[int, ...] = ()
    codes: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Computed:
    """A computed column: its place in ``numbers`` and those of both sources in ``sources``."""

    how: Derived
    place: int
    left: int
    right: int


@dataclass(frozen=True)
class Layout:
    """All columns that scores follow from, and what is computed from them."""

    columns: tuple[Column, ...]
    computed: tuple[Computed, ...] = ()

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [column.name for column in self.columns]


@dataclass(frozen=True)
class Rows:
    """Encoded rows.

    Attributes:
        numbers: float32 (n, d), NaN where missing.
        codes: int32 (n, c).
        sources: The columns that computed ones are made from, float64 (n, s), NaN where missing.
    """

    numbers: NDArray[np.float32]
    codes: NDArray[np.int32]
    sources: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, places: NDArray[Any] | slice) -> Rows:
        """The rows at these places."""
        return Rows(self.numbers[places], self.codes[places], self.sources[places])

    def tensors(self) -> dict[str, NDArray[Any]]:
        """What a bundle scores."""
        return {"numbers": self.numbers, "codes": self.codes}


def layout_of(encoder: Mapping[str, Any]) -> Layout:
    """Where each column of the file stands in the tensors of an encoder (``inference.table.fit_encoder``)."""
    derived = {each.name: each for each in derived_of(encoder)}
    sources = list(dict.fromkeys(source for each in derived.values() for source in each.sources))
    numbers: dict[str, list[int]] = {}
    dated = [fitted["name"] for fitted in encoder["dates"] for _ in fitted["parts"]]
    for place, name in enumerate([fitted["name"] for fitted in encoder["numbers"]] + dated):
        numbers.setdefault(name, []).append(place)
    computed = tuple(
        Computed(each, numbers.pop(each.name)[0], sources.index(each.left), sources.index(each.right))
        for each in derived.values()
        if each.name in numbers
    )
    used = {sources[place] for each in computed for place in (each.left, each.right)}
    codes = {fitted["name"]: place for place, fitted in enumerate(encoder["categories"])}
    names = dict.fromkeys([*numbers, *codes, *(source for source in sources if source in used)])
    place_of = {name: place for place, name in enumerate(encoder["columns"])}
    return Layout(
        tuple(
            Column(
                name,
                tuple(numbers.get(name, ())),
                (codes[name],) if name in codes else (),
                (sources.index(name),) if name in used else (),
            )
            for name in sorted(names, key=lambda name: place_of.get(name, len(place_of)))
        ),
        computed,
    )


def encode_rows(table: pa.Table, encoder: Mapping[str, Any]) -> Rows:
    """Rows of a table in the kinds of training, encoded, with what computed columns are made from."""
    tensors = encode_table(table, encoder)
    names = list(dict.fromkeys(source for each in derived_of(encoder) for source in each.sources))
    sources = np.full((table.num_rows, len(names)), np.nan)
    for place, name in enumerate(names):
        if name in table.column_names:
            sources[:, place] = read_numbers(table[name])[0]
    return Rows(tensors["numbers"], tensors["codes"], sources)


def mix(taken: NDArray[np.bool_], first: Rows, second: Rows, layout: Layout) -> Rows:
    """Rows put together from two: a column comes from ``first`` where it is taken, else from ``second``.

    Args:
        taken: bool (n, columns).
        first: n rows, or one that stands for all.
        second: n rows, or one that stands for all.
        layout: The columns.
    """
    every = np.zeros(len(taken), np.int64) if len(second) == 1 else slice(None)
    mixed = Rows(second.numbers[every].copy(), second.codes[every].copy(), second.sources[every].copy())
    for place, column in enumerate(layout.columns):
        chosen = taken[:, place]
        for into, source, places in (
            (mixed.numbers, first.numbers, column.numbers),
            (mixed.codes, first.codes, column.codes),
            (mixed.sources, first.sources, column.sources),
        ):
            for each in places:
                into[chosen, each] = source[0, each] if len(source) == 1 else source[chosen, each]
    return compute(mixed, layout)


def compute(rows: Rows, layout: Layout) -> Rows:
    """The rows with their computed columns made from their sources, in place, exactly as encoding makes them."""
    for each in layout.computed:
        values = derive_values(rows.sources[:, each.left], rows.sources[:, each.right], each.how)
        rows.numbers[:, each.place] = np.where(np.abs(values) <= FLOAT32_MAX, values, np.nan)
    return rows


def differing(first: Rows, second: Rows, layout: Layout) -> NDArray[np.bool_]:
    """Where two rows have another value in a column, bool (n, columns); missing equals missing.

    Args:
        first: n rows, or one that stands for all.
        second: n rows.
        layout: The columns.
    """
    found = np.zeros((len(second), len(layout.columns)), np.bool_)
    for place, column in enumerate(layout.columns):
        for left, right, places in (
            (first.numbers, second.numbers, column.numbers),
            (first.codes, second.codes, column.codes),
            (first.sources, second.sources, column.sources),
        ):
            for each in places:
                one, other = left[:, each], right[:, each]
                found[:, place] |= (one != other) & ~(np.isnan(one) & np.isnan(other))
    return found
