"""The inputs of a case: one for each field that scores follow from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from bigmodel.inference.categories import keys_of
from bigmodel.inference.dates import read_times
from bigmodel.inference.numbers import read_numbers
from bigmodel.spec import Control, Words
from bigmodel.spec.numbers import cell, share
from bigmodel.tasks.tabular.what_if.ground import Ground, Numbers

STEPS = 200
"""Steps of a slider, about."""


def controls_of(base: pa.Table, ground: Ground, words: Words) -> tuple[Control, ...]:
    """The inputs of a case, each with the value that it has before any change.

    Args:
        base: The case, one row in the kinds of training.
        ground: What training saw.
        words: The template's words.
    """
    return tuple(
        _number(name, base, ground.numbers[name], words)
        if name in ground.numbers
        else _date(name, base, _fitted(ground.encoder["dates"], name))
        if kind == "date"
        else _category(name, base, ground)
        for name, kind in ground.kinds.items()
        if name in ground.numbers or kind in ("date", "category")
    )


def cell_of(table: pa.Table, name: str, kind: str) -> float | str | None:
    """A cell of a table of one row as a form shows it: a number, the key of a category, a date as ISO text."""
    column = table[name]
    if kind == "number":
        value = float(read_numbers(column)[0][0])
        return None if math.isnan(value) else int(value) if value.is_integer() and abs(value) < 2**53 else value
    if kind == "date":
        moment = read_times(column)[0][0]
        return None if np.isnat(moment) else str(moment.astype("datetime64[s]"))
    key: str | None = keys_of(column.combine_chunks(), name).to_pylist()[0]
    return key


def _number(name: str, base: pa.Table, known: Numbers, words: Words) -> Control:
    value = cell_of(base, name, "number")
    low, high = known.usual
    if isinstance(value, int | float):
        low, high = min(low, value), max(high, value)
    if low == high:
        low, high = low - max(1.0, abs(low)) / 2, high + max(1.0, abs(high)) / 2
    step = 1.0 if known.whole else step_of(high - low)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return Control(
        name=name,
        title=name,
        kind="slider",
        default=value,
        low=float(f"{low:.12g}"),
        high=float(f"{high:.12g}"),
        step=step,
        help=_usual(known, words),
        seen=(known.low, known.high),
        missing=True,
        year=known.year,
    )


def step_of(span: float) -> float:
    """A round step (1, 2 or 5 times a power of ten) that divides a range into some two hundred parts."""
    rough = span / STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    factor = next(each for each in (1, 2, 5, 10) if each * power >= rough * 0.999)
    return float(f"{factor * power:.3g}")


def _usual(known: Numbers, words: Words) -> str:
    if known.low == known.high:
        return f"Always {cell(known.low, year=known.year)} in training"
    if known.low >= 0:
        return f"95 % of {words.cases} lie below {cell(known.below, year=known.year)}"
    return f"95 % of {words.cases} lie between {cell(known.middle[0])} and {cell(known.middle[1])}"


def _category(name: str, base: pa.Table, ground: Ground) -> Control:
    fitted = ground.vocabulary(name)
    value = cell_of(base, name, "category")
    options = [*fitted["keys"], *([value] if value is not None and value not in fitted["keys"] else [])]
    most = fitted["counts"][0] / max(1, ground.rows) if fitted["counts"] else 0.0
    return Control(
        name=name,
        title=name,
        kind="choice",
        default=value,
        options=tuple(str(each) for each in options),
        help=f"Most often {fitted['keys'][0]} ({share(most)})" if fitted["keys"] else "",
        missing=True,
    )


def _date(name: str, base: pa.Table, fitted: Mapping[str, Any] | None) -> Control:
    first, last = (fitted["first"][:10], fitted["last"][:10]) if fitted else ("", "")
    return Control(
        name=name,
        title=name,
        kind="date",
        default=cell_of(base, name, "date"),
        help=f"Training runs from {first} to {last}" if fitted else "",
        missing=True,
    )


def _fitted(several: list[Mapping[str, Any]], name: str) -> Mapping[str, Any] | None:
    return next((each for each in several if each["name"] == name), None)
