"""Guess which column of a log is the user, the item, the time and the rest, with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from bigmodel.data.facts import Facts, facts_of
from bigmodel.data.words_in import matches, words_in
from bigmodel.spec import Field, Kind, Problem
from bigmodel.tasks.interactions.value import QUANTITY, RATING

HINTS: Mapping[str, tuple[str, ...]] = {
    "user": (
        "user",
        "customer",
        "client",
        "visitor",
        "member",
        "buyer",
        "account",
        "reader",
        "session",
        "用户",
        "客户",
    ),
    "item": (
        "item",
        "stockcode",
        "product",
        "sku",
        "article",
        "asin",
        "isbn",
        "movie",
        "song",
        "track",
        "book",
        "商品",
    ),
    "time": ("time", "timestamp", "datetime", "date", "when", "day", "时间", "日期"),
    "basket": ("basket", "invoice", "order", "receipt", "transaction", "bill", "订单"),
    "value": (*RATING, *QUANTITY),
    "title": ("title", "description", "name", "标题", "名称"),
    "category": ("category", "genre", "department", "类别"),
    "price": ("price", "价格"),
}
"""Parts of column names by role, the most telling first; in this order roles are given."""

KINDS: Mapping[str, Kind] = {
    "user": "category",
    "item": "category",
    "basket": "category",
    "time": "date",
    "value": "number",
    "price": "number",
    "title": "text",
    "category": "category",
}
_ABOUT = {"title", "description", "name", "category", "genre", "price", "department", "country", "rating"}
"""Words that say that a column tells something about a user or item and does not name it."""
_NO_NAME = re.compile(r"column \d+")
_EPOCH = (631_152_000, 4_102_444_800)
"""1990 and 2100 in seconds since 1970."""

Chosen = dict[str, tuple[str, str]]
"""Column name to role and reason."""


def guess_roles(
    table: pa.Table, fixed: Mapping[str, str] | None = None, fragments: Mapping[str, Sequence[str]] | None = None
) -> tuple[Field, ...]:
    """Kind and role of every column of a log.

    Args:
        table: The log as it was read.
        fixed: Role to column name; these win.
        fragments: Role to further parts of column names, before those of ``HINTS``.

    Raises:
        Problem: A fixed column does not exist.
    """
    facts = facts_of(table)
    chosen: Chosen = {}
    for role, name in (fixed or {}).items():
        if name not in table.column_names:
            raise Problem(
                f"There is no column {name!r} for the role {role}",
                remedy=f"Columns are: {', '.join(table.column_names)}.",
            )
        chosen[name] = (role, "chosen by you")
    for role, hints in HINTS.items():
        if role not in {role for role, _ in chosen.values()}:
            _by_name(role, (*(fragments or {}).get(role, ()), *hints), facts, chosen)
    _by_place(facts, chosen)
    return tuple(_field(each, *chosen.get(each.name, ("ignore", "not needed to rank items"))) for each in facts)


def _by_name(role: str, hints: Sequence[str], facts: Sequence[Facts], chosen: Chosen) -> None:
    fits = _FITS[role]
    ranked = sorted(
        (found, place)
        for place, each in enumerate(facts)
        if each.name not in chosen and fits(each) and (found := matches(each.name, hints)) is not None
    )
    if ranked:
        chosen[facts[ranked[0][1]].name] = (role, "its name says so")


def _by_place(facts: Sequence[Facts], chosen: Chosen) -> None:
    """What names don't tell: dates are the time, then stand user, item and rating from left to right."""
    given = {role for role, _ in chosen.values()}
    free = [each for each in facts if each.name not in chosen and each.filled]
    if "time" not in given:
        found = next((each for each in free if each.date or (_nameless(each) and _epoch(each))), None)
        if found is not None:
            chosen[found.name] = ("time", "its cells are dates" if found.date else "seconds since 1970")
            free.remove(found)
    ids = [each for each in free if _names_something(each)]
    for role in ("user", "item"):
        if role not in given and ids:
            found = ids.pop(0)
            free.remove(found)
            chosen[found.name] = (role, "by its place, as no name says so")
    if "value" not in given:
        found = next((each for each in free if _nameless(each) and each.number and not _epoch(each)), None)
        if found is not None:
            chosen[found.name] = ("value", "numbers beside user and item")


def _field(each: Facts, role: str, reason: str) -> Field:
    return Field(name=each.name, kind=KINDS.get(role, each.kind), role=role, reason=reason)


def _nameless(each: Facts) -> bool:
    return bool(_NO_NAME.fullmatch(each.name)) or not words_in(each.name)


def _epoch(each: Facts) -> bool:
    if not each.whole:
        return False
    ends = pc.min_max(each.column).as_py()
    return any(_EPOCH[0] * scale <= ends["min"] and ends["max"] <= _EPOCH[1] * scale for scale in (1, 10**3, 10**6))


def _names_something(each: Facts) -> bool:
    """Whether cells may be ids of users or items: no date, no fraction, no prose, no row number."""
    fraction = (
        pa.types.is_floating(each.column.type) and not pc.all(pc.equal(each.column, pc.round(each.column))).as_py()
    )
    return not (each.date or fraction or each.prose or each.counts_up)


def _an_id(each: Facts) -> bool:
    return _names_something(each) and not _ABOUT & set(words_in(each.name))


def _dated(each: Facts) -> bool:
    return each.date or _epoch(each) or (each.whole and bool(pc.all(pc.greater(each.column, 19_000_100)).as_py()))


_FITS: Mapping[str, Callable[[Facts], bool]] = {
    "user": _an_id,
    "item": _an_id,
    "time": _dated,
    "basket": _an_id,
    "value": lambda each: each.number and not each.named_id,
    "title": lambda each: each.text,
    "category": lambda each: each.text and not each.prose,
    "price": lambda each: each.number,
}
