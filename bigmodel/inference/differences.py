"""What new data has that training data had not, gathered batch by batch and said in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.inference.categories import Coded
from bigmodel.spec.numbers import share
from bigmodel.spec.shorten import shorten

NAMES_SHOWN = 5
NAME_LENGTH = 60
DISTINCT_KEPT = 10_000
MISSING_MORE = 0.2


class Watch:
    """Looks on while tables are encoded.

    Args:
        encoder: What ``fit_encoder`` returned.
    """

    def __init__(self, encoder: Mapping[str, Any]) -> None:
        self._encoder = encoder
        self._sources = {each["name"]: (each["left"], each["right"]) for each in encoder.get("derived", ())}
        self._rows = 0
        self._columns: list[str] = []
        self._unreadable: Counter[str] = Counter()
        self._missing: Counter[str] = Counter()
        self._outside: Counter[str] = Counter()
        self._farthest: dict[str, float] = {}
        self._unseen: dict[str, Counter[str]] = {}

    def see_table(self, table: pa.Table) -> None:
        """Take note of rows and column names."""
        self._rows += table.num_rows
        self._columns = list(dict.fromkeys([*self._columns, *table.column_names]))

    def see_nulled(self, table: pa.Table, prepared: pa.Table) -> None:
        """Take note of cells that are null only since their column was given its type: they could not be read."""
        typed = [fitted["name"] for fitted in (*self._encoder["numbers"], *self._encoder["dates"])]
        for name in dict.fromkeys([*typed, *(source for pair in self._sources.values() for source in pair)]):
            if name in table.column_names and name not in self._sources:
                nulled = prepared[name].null_count - table[name].null_count
                self._unreadable[name] += nulled
                self._missing[name] -= nulled

    def see_numbers(self, fitted: Mapping[str, Any], values: NDArray[np.float64], unreadable: int) -> None:
        """Take note of values that lie more than half of the training range outside of it."""
        name = fitted["name"]
        margin = (fitted["high"] - fitted["low"]) / 2
        self._unreadable[name] += unreadable
        self._missing[name] += int(np.isnan(values).sum()) - unreadable
        far = values[(values < fitted["low"] - margin) | (values > fitted["high"] + margin)]
        if margin and len(far):
            middle = (fitted["high"] + fitted["low"]) / 2
            farthest = float(far[np.argmax(np.abs(far - middle))])
            if abs(farthest - middle) > abs(self._farthest.get(name, middle) - middle):
                self._farthest[name] = farthest
            self._outside[name] += len(far)

    def see_dates(self, fitted: Mapping[str, Any], times: NDArray[np.datetime64], unreadable: int) -> None:
        """Take note of dates that can't be read. Dates after training are what one expects: they are no difference."""
        self._unreadable[fitted["name"]] += unreadable
        self._missing[fitted["name"]] += int(np.isnat(times).sum()) - unreadable

    def see_categories(self, fitted: Mapping[str, Any], coded: Coded) -> None:
        """Take note of categories that training never saw."""
        name = fitted["name"]
        self._unseen.setdefault(name, Counter()).update(coded.unseen)
        if len(self._unseen[name]) > DISTINCT_KEPT:
            # An id-like column: the count of rows is kept in one entry, so that memory stays bounded.
            kept = Counter(dict(self._unseen[name].most_common(DISTINCT_KEPT // 2)))
            kept[""] += self._unseen[name].total() - kept.total()
            self._unseen[name] = kept
        self._missing[name] += coded.missing

    def sentences(self) -> list[str]:
        """All differences so far, absent columns first. Names and cells in them are plain text, not markup."""
        return [
            *self._about_columns(),
            *self._about_unreadable(),
            *self._about_missing(),
            *self._about_unseen(),
            *self._about_outside(),
        ]

    def _features(self) -> list[Mapping[str, Any]]:
        return [*self._encoder["numbers"], *self._encoder["dates"], *self._encoder["categories"]]

    def _about_columns(self) -> list[str]:
        present = set(self._columns)
        needed = (name for fitted in self._features() for name in self._sources.get(fitted["name"], (fitted["name"],)))
        absent = [name for name in dict.fromkeys(needed) if name not in present]
        extra = [name for name in self._columns if name not in set(self._encoder["columns"])]
        said = []
        if absent:
            one = len(absent) == 1
            said.append(
                f"{'A column is' if one else f'{len(absent)} columns are'} missing that the model learnt from: "
                f"{_list(absent)}. {'It counts' if one else 'They count'} as empty, and scores are less certain."
            )
        if extra:
            one = len(extra) == 1
            said.append(f"{'A column is' if one else f'{len(extra)} columns are'} new and not used: {_list(extra)}.")
        return said

    def _about_unreadable(self) -> list[str]:
        kind = {fitted["name"]: "date" for fitted in self._encoder["dates"]}
        return [
            f"In {_short(name)}, {_rows(count)} could not be read as a {kind.get(name, 'number')} and "
            f"{'counts' if count == 1 else 'count'} as empty."
            for name, count in self._unreadable.items()
            if count
        ]

    def _about_missing(self) -> list[str]:
        said = []
        for fitted in self._features():
            before = fitted["missing"] / max(self._encoder["rows"], 1)
            now = self._missing[fitted["name"]] / max(self._rows, 1)
            if now > before + MISSING_MORE:
                said.append(
                    f"{_short(fitted['name'])} is empty in {share(now)} of the rows; in training {share(before)}."
                )
        return said

    def _about_unseen(self) -> list[str]:
        said = []
        for name, counts in self._unseen.items():
            if counts.total():
                shown = [f"{_short(key)} ({count:,})" for key, count in counts.most_common(NAMES_SHOWN) if key]
                more = len(counts) - len(shown)
                values = "one value" if len(counts) == 1 else f"{len(counts):,} values"
                said.append(
                    f"In {_short(name)}, {values} in {_rows(counts.total())} "
                    f"{'was' if len(counts) == 1 else 'were'} not seen in training and "
                    f"{'counts' if len(counts) == 1 else 'count'} as unknown: "
                    f"{', '.join(shown)}{f' and {more:,} more' if more > 0 else ''}."
                )
        return said

    def _about_outside(self) -> list[str]:
        ranges = {fitted["name"]: (fitted["low"], fitted["high"]) for fitted in self._encoder["numbers"]}
        return [
            f"In {_short(name)}, {_rows(count)} {'lies' if count == 1 else 'lie'} far outside what training saw "
            f"({ranges[name][0]:,.4g} to {ranges[name][1]:,.4g}); the farthest is {self._farthest[name]:,.4g}."
            for name, count in self._outside.items()
            if count
        ]


def _rows(count: int) -> str:
    return "one row" if count == 1 else f"{count:,} rows"


def _short(name: str) -> str:
    return shorten(name, NAME_LENGTH)


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(_short(name) for name in names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return shown if more <= 0 else f"{shown} and {more:,} more"
