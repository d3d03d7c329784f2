"""Guesses of single roles: which column is the target, the time, the amount, the group."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow.compute as pc

from bigmodel.data.facts import Facts
from bigmodel.data.labels import label_texts
from bigmodel.data.words_in import matches, words_in

_TARGET_WORDS = (
    "target", "label", "class", "outcome", "fraud", "default", "failure", "fault", "churn", "risk", "diagnosis",
    "disease", "defect", "anomaly", "is_fraud", "y", "result", "status", "response", "目标", "标签", "欺诈",
)  # fmt: skip
_TIME_WORDS = ("timestamp", "time", "datetime", "date", "created", "when", "day", "日期", "时间")
_CLOCK_NAMES = {("time",), ("timestamp",), ("seconds",), ("step",), ("t",)}
_AMOUNT_WORDS = ("amount", "amt", "price", "turnover", "betrag", "montant", "importe", "金额")
_GROUP_WORDS = (
    "customer", "client", "user", "patient", "member", "person", "account", "acct", "card", "household", "company",
    "machine", "device", "equipment", "sensor", "terminal", "merchant", "bearing", "recording", "kunde", "客户", "用户",
)  # fmt: skip
_NOT_GROUP = {
    "type",
    "status",
    "age",
    "class",
    "kind",
    "count",
    "number",
    "name",
    "category",
    "limit",
    "level",
    "score",
}

MANY_NAMES = 100
"""From so many names on an entity that is not the group is left out."""

LAST = "the last column"
"""How the reason for a target begins that no name speaks for."""

Found = tuple[Facts, str] | None
"""A column and the reason why."""


def find_target(facts: Sequence[Facts], hints: Sequence[str], end: str | None = None) -> Found:
    """The column that looks like the outcome: few values, a telling name, two values best, last where level.

    A column of one value is found by its name only; the check says what such an outcome lacks.

    Args:
        facts: The columns to choose from.
        hints: Parts of column names, the most telling first.
        end: The table's last column, where ``facts`` are not all columns.
    """
    best: tuple[float, Facts, str] | None = None
    for place, each in enumerate(facts):
        if not 1 <= each.distinct <= 50 or each.date or (each.number and not each.whole and each.distinct > 2):
            continue
        hint, word = matches(each.name, hints), matches(each.name, _TARGET_WORDS)
        last = each.name == end if end is not None else place == len(facts) - 1
        if hint is None and word is None and not (last and 2 <= each.distinct <= 20):
            continue
        points = (4 - 0.1 * hint if hint is not None else 0) + (3 if word is not None else 0)
        points += 2 * (each.distinct == 2) + last + _zero_one(each) + 0.001 * place
        named = hint is not None or word is not None
        classes = "one class" if each.distinct == 1 else f"{each.distinct} classes"
        reason = f"{'named like an outcome' if named else LAST}, {classes}"
        if best is None or points > best[0]:
            best = (points, each, reason)
    return None if best is None else (best[1], best[2])


def find_time(facts: Sequence[Facts], hints: Sequence[str]) -> Found:
    """The date column whose name tells most; a number only where it is called time and no more."""
    dates = [each for each in facts if each.date and each.distinct > 2 and each.missing < 0.5 * each.rows]
    if dates:
        chosen = min(dates, key=lambda each: (_place(each.name, hints), _place(each.name, _TIME_WORDS)))
        return chosen, "holds dates"
    for each in facts:
        if each.number and each.distinct > 100 and words_in(each.name) in _CLOCK_NAMES:
            return each, "numbers called time"
    return None


def find_amount(facts: Sequence[Facts], hints: Sequence[str]) -> Found:
    """The one column of numbers that is called like money; none where several are called alike."""
    numbers = [each for each in facts if each.number and each.distinct > 10]
    for fragments in (hints, _AMOUNT_WORDS):
        # Of "amount" and "amount_over_usual", which hold the same fragment, the plainest name is meant.
        found = sorted(
            (
                (place, len(words_in(each.name)), each)
                for each in numbers
                if (place := matches(each.name, fragments)) is not None
            ),
            key=lambda match: match[:2],
        )
        if found and (len(found) == 1 or found[0][:2] < found[1][:2]):
            return found[0][2], "numbers called like money"
    return None


def find_group(facts: Sequence[Facts], hints: Sequence[str]) -> Found:
    """The column that names an entity with several rows, such as a customer."""
    for fragments in (hints, _GROUP_WORDS):
        named = [
            (place, each) for each in facts if (place := matches(each.name, fragments)) is not None and _repeats(each)
        ]
        if named:
            chosen = min(named, key=lambda pair: pair[0])[1]
            return chosen, f"names {chosen.distinct:,}, {chosen.filled / chosen.distinct:.1f} times each"
    return None


def find_entities(facts: Sequence[Facts]) -> list[tuple[Facts, str]]:
    """Further columns that name an entity, with so many names that a model would learn them by heart.

    On simulated card payments a network and boosted trees both did better without the terminal's name: a few
    hundred names, each with a handful of frauds, tell the past and not the future.
    """
    return [
        (each, f"names {each.distinct:,} to be learnt by heart")
        for each in facts
        if each.distinct >= MANY_NAMES and matches(each.name, _GROUP_WORDS) is not None and _repeats(each)
    ]


def _repeats(each: Facts) -> bool:
    if each.date or (each.number and not each.whole) or not each.distinct or _NOT_GROUP & set(words_in(each.name)):
        return False
    least = 3 if each.named_id or len(words_in(each.name)) == 1 else 20
    return each.distinct >= least and each.filled >= 1.2 * each.distinct


def _zero_one(each: Facts) -> bool:
    return each.distinct == 2 and set(pc.unique(label_texts(each.column).drop_null()).to_pylist()) == {"0", "1"}


def _place(name: str, fragments: Sequence[str]) -> int:
    place = matches(name, fragments)
    return len(fragments) if place is None else place
