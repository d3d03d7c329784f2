"""Changes that flip a decision, in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pyarrow as pa

from bigmodel.explain.counterfactuals import Counterfactual
from bigmodel.inference.categories import keys_of
from bigmodel.spec import Change, Outcome, Words
from bigmodel.spec.numbers import MINUS, count
from bigmodel.spec.shorten import shorten

LONGEST = 40
"""Letters of a value or of a column's name."""
NOTHING = "no value"


def exact(value: float, *, year: bool = False) -> str:
    """A number with all digits that count: a rounded one might not flip the decision."""
    text = f"{value:.10g}" if year else f"{value:,.10g}"
    return text.replace("-", MINUS, 1) if value < 0 else text


def was(case: pa.Table, change: Change, years: Collection[str]) -> str:
    """What the column of a change holds in the case; ``years`` are the columns that hold years."""
    cell = case[change.field][0].as_py()
    if isinstance(change.value, float) and cell is not None:
        return exact(float(cell), year=change.field in years)
    key: str | None = keys_of(case[change.field].combine_chunks(), change.field).to_pylist()[0]
    return NOTHING if key is None else shorten(key, LONGEST)


def becomes(change: Change, years: Collection[str]) -> str:
    """The value that a column takes; ``years`` are the columns that hold years."""
    if isinstance(change.value, float):
        return exact(change.value, year=change.field in years)
    return shorten(change.value, LONGEST)


def sentence(answer: Counterfactual, case: pa.Table, end: str, years: Collection[str]) -> str:
    """The smallest answer: ``With amount 212 instead of 412 this transaction would be passed.``"""
    parts = [
        f"{shorten(each.field, LONGEST)} {becomes(each, years)} instead of {was(case, each, years)}"
        for each in answer.changes
    ]
    said = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    return f"With {said} {end}."


def would(outcome: Outcome, wanted: int, words: Words) -> str:
    """What would become of the case: ``this transaction would be passed``."""
    if outcome.binary:
        return f"this {words.case} would be {words.flagged if wanted == 1 else words.passed}"
    return f"this {words.case} would be named {shorten(outcome.classes[wanted], LONGEST)}"


def alike(number: int, words: Words) -> str:
    """How alike to real data: ``like 3 real transactions``."""
    if not number:
        return f"unlike any real {words.case}"
    return f"like {count(number)} real {words.case if number == 1 else words.cases}"


def fields(number: int) -> str:
    """``1 field``, ``2 fields``."""
    return f"{number} field" if number == 1 else f"{number} fields"


def listed(names: Sequence[str]) -> str:
    """``amount, shop and age``."""
    short = [shorten(name, LONGEST) for name in names]
    return f"{', '.join(short[:-1])} and {short[-1]}" if len(short) > 1 else short[0]
