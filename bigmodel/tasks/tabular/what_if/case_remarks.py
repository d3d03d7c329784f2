"""What training never saw of a case: values beyond its range, and pairs of values that never stood together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa

from bigmodel.inference.categories import SAME
from bigmodel.spec.numbers import cell
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.tabular.what_if.case_form import cell_of
from bigmodel.tasks.tabular.what_if.ground import Ground

EXPECTED = 1.0
"""Rows that a pair would have if both values had nothing to do with each other; fewer is no surprise."""
SAID = 3
"""Pairs that are named at most."""
LENGTH = 40


def outside(case: pa.Table, ground: Ground, codes: Mapping[str, int]) -> tuple[str, ...]:
    """A sentence for each value of a case that training never saw.

    Args:
        case: One row in the kinds of training.
        ground: What training saw.
        codes: The code of each field, see ``Ground.codes_of_case``.
    """
    said = []
    for name, kind in ground.kinds.items():
        if codes.get(name) and kind == "category":
            continue
        value = cell_of(case, name, kind)
        if isinstance(value, int | float) and name in ground.numbers:
            known = ground.numbers[name]
            if not known.low <= value <= known.high:
                now, low, high = (cell(float(each), year=known.year) for each in (value, known.low, known.high))
                said.append(f"{_short(name)} of {now} lies outside of what training saw ({low} to {high}).")
        elif isinstance(value, str) and kind == "category":
            said += _unknown(name, value, ground)
        elif isinstance(value, str) and kind == "date":
            said += _beyond(name, value, ground)
    return tuple(said)


def never_together(case: pa.Table, ground: Ground, codes: Mapping[str, int], edited: Iterable[str]) -> tuple[str, ...]:
    """A sentence for each pair of values that no training row has.

    A pair is an edited category or number with another category, or an edited category with a number. Numbers count by
    their band, of which there are ten with about as many training rows each. Each of both values must occur, and often
    enough that at least one row would have both by chance: a pair of two rare values is missing for no reason.

    Args:
        case: One row in the kinds of training.
        ground: What training saw.
        codes: The code of each field, see ``Ground.codes_of_case``.
        edited: The fields that were edited: of pairs that the case came with nothing is said.
    """
    found: dict[frozenset[str], float] = {}
    for name in dict.fromkeys(edited):
        if not codes.get(name):
            continue
        mine = ground.codes[name] == codes[name]
        own = int(mine.sum())
        for other, theirs in ground.codes.items():
            if other == name or not codes[other] or (name in ground.numbers and other in ground.numbers):
                continue
            expected = own * int((theirs == codes[other]).sum()) / max(1, ground.rows)
            if expected >= EXPECTED and not bool((theirs[mine] == codes[other]).any()):
                found[frozenset((name, other))] = expected
    most = sorted(found, key=lambda pair: -found[pair])[:SAID]
    return tuple(_pair(sorted(pair, key=list(ground.codes).index), case, ground, codes) for pair in most)


def _pair(names: list[str], case: pa.Table, ground: Ground, codes: Mapping[str, int]) -> str:
    first, second = (_value(name, case, ground, codes[name]) for name in names)
    return f"No training row has {first} together with {second}, so the score is a guess there."


def _value(name: str, case: pa.Table, ground: Ground, code: int) -> str:
    if name not in ground.numbers:
        return f"{_short(name)} {_short(str(cell_of(case, name, 'category')))}"
    known = ground.numbers[name]
    borders = np.concatenate([[known.low], known.bands, [known.high]])
    ends = borders[code - 1], borders[min(code, len(borders) - 1)]
    low, high = (cell(float(end), year=known.year) for end in ends)
    return f"{_short(name)} from {low} to {high}"


def _unknown(name: str, value: str, ground: Ground) -> list[str]:
    fitted = ground.vocabulary(name)
    if value in fitted["keys"] or SAME.get(value) in fitted["keys"]:
        return []
    if value in fitted["rare"]:
        return [f"{_short(name)} {_short(value)} is so rare in training that it counts as unknown."]
    return [f"{_short(name)} {_short(value)} was not seen in training and counts as unknown."]


def _beyond(name: str, value: str, ground: Ground) -> list[str]:
    """Later dates of the time column are what one expects: only where the model counts days they are said."""
    fitted = next((each for each in ground.encoder["dates"] if each["name"] == name), None)
    if fitted is None or "days" not in fitted["parts"] or fitted["first"] <= value <= fitted["last"]:
        return []
    return [
        f"{_short(name)} of {value[:10]} lies outside of what training saw "
        f"({fitted['first'][:10]} to {fitted['last'][:10]})."
    ]


def _short(text: str) -> str:
    return shorten(text, LENGTH)
