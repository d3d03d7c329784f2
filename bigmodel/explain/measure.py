"""How unlike two rows of a table are: Gower's distance, with spreads that outliers do not stretch.

Method: J. C. Gower, "A general coefficient of similarity and some of its properties", Biometrics 27 (1971). A number
counts by its difference over its spread (of the middle 90 % of rows, not of the whole range, which one outlier sets), a
category by 0 or 1, a date as the mean of its parts. The distance is the mean over columns: changing one category of a
table of ten columns is a distance of 0.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.inference.table import derived_of, number_names

Distances = NDArray[np.float32]


@dataclass(frozen=True)
class Encoded:
    """Rows as the model sees them.

    Attributes:
        numbers: float32 (n, d), NaN where missing; kept column by column.
        codes: int32 (n, c), 0 where missing or unknown; kept column by column.
    """

    numbers: NDArray[np.float32]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, tensors: Mapping[str, NDArray[Any]]) -> Encoded:
        """The tensors of ``encode_table``."""
        return cls(np.asfortranarray(tensors["numbers"]), np.asfortranarray(tensors["codes"]))

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, places: NDArray[np.int64]) -> Encoded:
        """The rows at these places."""
        return Encoded(np.asfortranarray(self.numbers[places]), np.asfortranarray(self.codes[places]))


@dataclass(frozen=True)
class Measure:
    """What a difference in each column counts.

    Attributes:
        spread: float64 (d,), the difference of a number that counts as much as another category.
        number_weights: float64 (d,), 0 for computed columns, which only follow from others.
        code_weight: What another category counts.
    """

    spread: NDArray[np.float64]
    number_weights: NDArray[np.float64]
    code_weight: float

    def of_number(self, place: int, value: float, column: NDArray[np.float32]) -> Distances:
        """What a number column adds to the distance of each row, float32 (n,); missing against a value counts 1."""
        weight = np.float32(self.number_weights[place])
        if np.isnan(value):
            return np.asarray(weight * ~np.isnan(column), np.float32)
        away = np.abs(column - np.float32(value)) * np.float32(1 / self.spread[place])
        return np.asarray(weight * np.where(np.isnan(away), np.float32(1), away), np.float32)

    def of_code(self, code: int, column: NDArray[np.int32]) -> Distances:
        """What a category column adds to the distance of each row, float32 (n,)."""
        return np.asarray(np.float32(self.code_weight) * (column != code), np.float32)

    def distances(self, case: Encoded, rows: Encoded, at: int = 0) -> Distances:
        """The distance of one case to each row, float32 (n,).

        Args:
            case: Holds the case.
            rows: n rows.
            at: The place of the case among the rows of ``case``.
        """
        total = np.zeros(len(rows), np.float32)
        for place in np.flatnonzero(self.number_weights).tolist():
            total += self.of_number(place, float(case.numbers[at, place]), rows.numbers[:, place])
        for place in range(rows.codes.shape[1]):
            total += self.of_code(int(case.codes[at, place]), rows.codes[:, place])
        return total


def fit_measure(rows: Encoded, encoder: Mapping[str, Any]) -> Measure:
    """The measure that training rows give.

    Args:
        rows: Encoded training rows.
        encoder: What ``inference.table.fit_encoder`` returned.
    """
    computed = {each.name for each in derived_of(encoder)}
    weights = [0.0 if fitted["name"] in computed else 1.0 for fitted in encoder["numbers"]]
    for fitted in encoder["dates"]:
        weights += [1 / len(fitted["parts"])] * len(fitted["parts"])
    spread = np.array([spread_of(rows.numbers[:, place]) for place in range(len(number_names(encoder)))], np.float64)
    columns = max(sum(weights) + len(encoder["categories"]), 1.0)
    return Measure(spread, np.array(weights, np.float64) / columns, 1 / columns)


def spread_of(values: NDArray[np.floating]) -> float:
    """The spread of the middle 90 % of the known values; of all where these are alike; 1 where all are alike."""
    known = values[~np.isnan(values)]
    if not len(known):
        return 1.0
    low, high = np.quantile(known, [0.05, 0.95])
    return float(high - low) or float(known.max() - known.min()) or 1.0
