"""Guess what each column is and what it is for, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bigmodel.data.facts import Facts, facts_of
from bigmodel.data.labels import class_codes, label_texts
from bigmodel.data.outcome import guess_outcome, outcome_or_none
from bigmodel.data.roles import Found, find_amount, find_entities, find_group, find_target, find_time
from bigmodel.data.split_column import PART_WORDS
from bigmodel.data.strength import bins_of, class_weights, sample_rows, strength
from bigmodel.data.words_in import matches
from bigmodel.spec import Field

__all__ = ["AFTER", "LEAK", "PROSE", "guess_fields", "guess_outcome"]

LEAK = "tells the answer"
"""The reason why a column is left out that could not be known before the outcome."""

AFTER = "by its name known only later"
"""The reason why a column is left out that the template names so."""

PROSE = "free text, not read by this network"
"""The reason why a column of sentences is left out."""

_PART_NAMES = {"split", "part", "set", "partition", "subset", "part of the data", "fold"}
PARTS = "tells training rows from test rows"
"""The reason why a column by which the rows can be divided is no feature."""
_SAME = "the same value in every row"
_FINDERS: dict[str, Callable[[Sequence[Facts], Sequence[str]], Found]] = {
    "time": find_time,
    "group": find_group,
    "amount": find_amount,
}

Chosen = dict[str, tuple[str, str]]
"""Column name to role and reason."""


def guess_fields(
    table: pa.Table, hints: Mapping[str, Sequence[str]] | None = None, fixed: Mapping[str, str] | None = None
) -> tuple[Field, ...]:
    """Kind and role of every column.

    Args:
        table: The table, as ``read_table`` gives it.
        hints: Role (target, time, amount, group, id, ignore) to parts of column names, the most telling first. What
            is to be ignored is known only with the outcome.
        fixed: Role to column name, chosen by the user; these win.

    Returns:
        One field a column, in order. At most one is target, time, amount, group and id; there may be none.
    """
    facts = facts_of(table)
    hints = hints or {}
    chosen: Chosen = {name: (role, "chosen by you") for role, name in (fixed or {}).items()}
    taken = {role for role, _ in chosen.values()}
    _set_useless(facts, chosen)
    if "target" not in taken:
        _set_target(facts, chosen, hints.get("target", ()))
    for each in facts:
        if each.name not in chosen and matches(each.name, hints.get("ignore", ())) is not None:
            chosen[each.name] = ("ignore", AFTER)
    _set_ids(facts, chosen, "id" in taken, hints)
    for role, find in _FINDERS.items():
        found = (
            None if role in taken else find([each for each in facts if each.name not in chosen], hints.get(role, ()))
        )
        if found:
            chosen[found[0].name] = (role, found[1])
    for entity, reason in find_entities([each for each in facts if each.name not in chosen]):
        chosen[entity.name] = ("ignore", reason)
    _set_leaks(table, [each for each in facts if each.name not in chosen], chosen)
    return tuple(_field(each, chosen) for each in facts)


def _set_useless(facts: Iterable[Facts], chosen: Chosen) -> None:
    for each in facts:
        if each.name in chosen:
            continue
        if not each.filled:
            chosen[each.name] = ("ignore", "all cells are missing")
        elif each.distinct == 1 and not each.missing:
            chosen[each.name] = ("ignore", _SAME)
        elif _names_parts(each):
            chosen[each.name] = ("ignore", PARTS)


def _set_target(facts: Sequence[Facts], chosen: Chosen, hints: Sequence[str]) -> None:
    """Columns of one value are candidates too: a file without a single fraud still tells by name what it is about."""
    open_ones = [each for each in facts if each.name not in chosen or chosen[each.name][1] == _SAME]
    # A column that says the part of a row, or holds nothing, may be put behind the outcome.
    end = next((each.name for each in reversed(facts) if each.filled and not _names_parts(each)), None)
    found = find_target(open_ones, hints, end)
    if found:
        chosen[found[0].name] = ("target", found[1])


def _set_ids(facts: Iterable[Facts], chosen: Chosen, has_id: bool, hints: Mapping[str, Sequence[str]]) -> None:
    """One value a row: the first such column is the id, others are left out."""
    ids = [each for each in facts if each.name not in chosen and _id_like(each, hints)]
    # The one that is called an id comes first, whatever its place.
    for each in sorted(ids, key=lambda each: not each.named_id):
        role, has_id = ("ignore", True) if has_id else ("id", True)
        chosen[each.name] = (role, "another value in every row")
    for each in facts:
        if each.name in chosen or not each.text or each.filled < 50:
            continue
        if each.prose:
            chosen[each.name] = ("ignore", PROSE)
        elif each.distinct > 0.5 * each.filled:
            chosen[each.name] = ("ignore", "another value in nearly every row")


def _id_like(each: Facts, hints: Mapping[str, Sequence[str]]) -> bool:
    if not each.unique or each.date or each.prose or (each.number and not each.whole):
        return False
    return (
        each.text or each.named_id or each.counts_up or any(word in each.name.lower() for word in hints.get("id", ()))
    )


def _names_parts(each: Facts) -> bool:
    if each.name.lower() not in _PART_NAMES or not 2 <= each.distinct <= 3:
        return False
    known = set().union(*PART_WORDS.values())
    return {str(word).lower() for word in pc.unique(label_texts(each.column).drop_null()).to_pylist()} <= known


def _set_leaks(table: pa.Table, facts: Iterable[Facts], chosen: Chosen) -> None:
    target = next((name for name, (role, _) in chosen.items() if role == "target"), None)
    outcome = outcome_or_none(table, target) if target else None
    if target is None or outcome is None:
        return
    y = class_codes(table[target], outcome)
    rows = sample_rows(y)
    weights = class_weights(y, rows, len(outcome.classes))
    if np.bincount(y[rows], minlength=2).min() < 10:
        return
    taken = pa.array(rows)
    for each in facts:
        if strength(bins_of(each.column.take(taken)), y[rows], weights).tells:
            chosen[each.name] = ("ignore", LEAK)


def _field(each: Facts, chosen: Chosen) -> Field:
    role, reason = chosen.get(each.name, ("feature", ""))
    kind = each.kind
    if role in ("target", "group") or (role == "id" and kind == "number"):
        kind = "category" if not each.date else kind
    elif role == "amount":
        kind = "number"
    if not reason:
        what = {"number": "numbers", "category": f"{each.distinct:,} categories", "date": "dates", "text": "text"}[kind]
        reason = "yes or no" if kind == "category" and each.distinct == 2 else what
    return Field(name=each.name, kind=kind, role=role, reason=reason)
