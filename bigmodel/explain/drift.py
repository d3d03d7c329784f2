"""How far values have moved between two sets of cases: PSI and KS, beside what chance alone would give.

The population stability index (PSI) sums (now - then) * ln(now / then) over bins. The usual rule of thumb of credit
scoring reads below 0.1 as steady, up to 0.25 as moved a little and above as moved (Siddiqi, Credit Risk Scorecards,
2006). With few cases chance alone reaches 0.1: without a move PSI is about (1/n + 1/m) times a chi-squared variable
with one degree of freedom less than there are bins (Yurdakul, Statistical Properties of Population Stability Index,
2018). So nothing counts as moved that lies below the 99 % point of that.

The Kolmogorov-Smirnov statistic (KS) is the largest distance between the two cumulative shares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec.numbers import are_years, cell

Move = Literal["steady", "as before", "moved a little", "moved"]
LITTLE, MUCH = 0.1, 0.25
"""From these values of PSI on something has moved a little, or moved."""
CERTAIN = 0.99
BINS = 10
DIGITS, LARGE = 4, 1_000
OTHERS = "all others"
"""The bin of the categories that have none of their own."""
HALF = 0.5
"""Counted in every bin beside its cases, so that an empty one does not make PSI infinite."""


@dataclass(frozen=True)
class Drift:
    """How one column or the score has moved.

    Attributes:
        psi: Population stability index.
        chance: What PSI stays below in 99 of 100 cases where nothing has moved.
        ks: Largest distance of the cumulative shares; None where values have no order.
        labels: A name for each bin.
        then: Share of the cases in each bin before, float64 (b,).
        now: The same now.
        usual: PSI that had been reached already between earlier cases, such as training and validation rows.
    """

    psi: float
    chance: float
    ks: float | None
    labels: tuple[str, ...]
    then: NDArray[np.float64]
    now: NDArray[np.float64]
    usual: float = 0.0

    @property
    def move(self) -> Move:
        """What PSI means, by chance, by the rule of thumb and by what is usual."""
        if self.psi < max(LITTLE, self.chance):
            return "steady"
        if self.psi <= self.usual + self.chance:
            return "as before"
        return "moved a little" if self.psi < MUCH else "moved"


def psi(then: NDArray[np.integer], now: NDArray[np.integer]) -> float:
    """Population stability index of counts per bin, (b,) each; one half is added to every count."""
    before, after = ((counts + HALF) / (counts + HALF).sum() for counts in (then, now))
    return float(((after - before) * np.log(after / before)).sum())


def psi_by_chance(then: int, now: int, bins: int) -> float:
    """What PSI stays below in 99 of 100 cases where nothing has moved, for so many cases and bins."""
    if not then or not now or bins < 2:
        return 0.0
    from scipy.special import chdtri

    return float((1 / then + 1 / now) * chdtri(bins - 1, 1 - CERTAIN))


def ks(then: NDArray[np.float64], now: NDArray[np.float64]) -> float:
    """Largest distance between the cumulative shares of two sets of numbers, without NaN; 0 where one is empty."""
    if not len(then) or not len(now):
        return 0.0
    every = np.concatenate([then, now])
    first = np.searchsorted(np.sort(then), every, side="right") / len(then)
    second = np.searchsorted(np.sort(now), every, side="right") / len(now)
    return float(np.abs(first - second).max())


def drift_of_numbers(then: NDArray[np.float64], now: NDArray[np.float64], usual: float = 0.0) -> Drift:
    """How numbers have moved, over tenths of the earlier ones and a bin for missing ones.

    Args:
        then: Numbers before, NaN where missing, float64 (n,).
        now: The same now, float64 (m,).
        usual: As in ``Drift``.
    """
    known, known_now = then[~np.isnan(then)], now[~np.isnan(now)]
    if len(known) and known.min() == known.max():
        return _from_one_value(then, now, usual)
    # Values that occur often are the ends of several tenths: fewer bins are left.
    inner = np.unique(np.quantile(known, np.arange(1, BINS) / BINS)) if len(known) else np.empty(0)
    inner = inner[inner < known.max()] if len(known) else inner

    def counts(values: NDArray[np.float64], missing: int) -> NDArray[np.int64]:
        return np.append(np.bincount(np.searchsorted(inner, values, side="left"), minlength=len(inner) + 1), missing)

    both = counts(known, len(then) - len(known)), counts(known_now, len(now) - len(known_now))
    return _drift(both, [*_ranges(inner, _are_years(known)), "missing"], ks(known, known_now), usual)


def _from_one_value(then: NDArray[np.float64], now: NDArray[np.float64], usual: float) -> Drift:
    """Where all numbers were the same there are no tenths: any other number is new."""
    known = then[~np.isnan(then)]
    value, year = float(known[0]), _are_years(known)

    def counts(values: NDArray[np.float64]) -> NDArray[np.int64]:
        same, missing = int((values == value).sum()), int(np.isnan(values).sum())
        return np.array([same, len(values) - same - missing, missing], np.int64)

    distance = ks(known, now[~np.isnan(now)])
    return _drift((counts(then), counts(now)), [_said(value, year), "another", "missing"], distance, usual)


def drift_of_labels(
    then: Mapping[str | None, int], now: Mapping[str | None, int], usual: float = 0.0, most: int = 20
) -> Drift:
    """How categories have moved, over the most frequent earlier ones, all others, new ones and missing ones.

    Args:
        then: Category to the number of cases before; None where it is missing.
        now: The same now.
        usual: As in ``Drift``.
        most: Categories with a bin of their own.
    """
    ranked = sorted((key for key in then if key is not None), key=lambda key: (-then[key], key))
    own, others = ranked[:most], ranked[most:]

    def counts(side: Mapping[str | None, int]) -> NDArray[np.int64]:
        new = sum(number for key, number in side.items() if key is not None and key not in then)
        rest = sum(side.get(key, 0) for key in others)
        return np.array([*(side.get(key, 0) for key in own), rest, new, side.get(None, 0)], np.int64)

    return _drift((counts(then), counts(now)), [*own, OTHERS, "new", "missing"], None, usual)


def _drift(
    counts: tuple[NDArray[np.int64], NDArray[np.int64]], labels: Sequence[str], distance: float | None, usual: float
) -> Drift:
    """Bins that are empty on both sides say nothing and are left out."""
    filled = (counts[0] + counts[1]) > 0
    then, now = counts[0][filled], counts[1][filled]
    totals = int(then.sum()), int(now.sum())
    return Drift(
        psi=psi(then, now) if all(totals) else 0.0,
        chance=psi_by_chance(*totals, len(then)),
        ks=distance,
        labels=tuple(label for label, kept in zip(labels, filled, strict=True) if kept),
        then=then / max(1, totals[0]),
        now=now / max(1, totals[1]),
        usual=usual,
    )


def _are_years(known: NDArray[np.float64]) -> bool:
    return len(known) > 0 and are_years(known.min(), known.max(), bool((known == np.floor(known)).all()))


def _ranges(inner: NDArray[np.float64], year: bool) -> list[str]:
    if not len(inner):
        return ["all"]
    said = [_said(value, year) for value in inner.tolist()]
    between = [f"{low} to {high}" for low, high in pairwise(said)]
    return [f"up to {said[0]}", *between, f"above {said[-1]}"]


def _said(value: float, year: bool) -> str:
    return cell(value, DIGITS, year=year) if abs(value) >= LARGE else f"{value:.{DIGITS}g}"
