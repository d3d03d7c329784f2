"""From rows of a file to a log of choices: what is no choice is set aside and counted, never lost in silence."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.options import ReadOptions
from bigmodel.spec import Plan
from bigmodel.tasks.interactions import aside, catalogue
from bigmodel.tasks.interactions.columns import (
    NO_TIME,
    Coded,
    Floats,
    Longs,
    needed_codes,
    role_codes,
    role_numbers,
    role_times,
)
from bigmodel.tasks.interactions.core import core
from bigmodel.tasks.interactions.log import Log, ValueKind
from bigmodel.tasks.interactions.options import options_of
from bigmodel.tasks.interactions.value import value_kind


@dataclass
class _Rows:
    """The raw rows by role, and which of them are still kept."""

    user: Coded
    item: Coded
    basket: Coded | None
    time: Longs | None
    value: Floats | None
    price: Floats | None
    kept: NDArray[np.bool_]
    aside: dict[str, int]

    def leave_out(self, why: str, rows: NDArray[np.bool_]) -> None:
        """Set rows aside under a name; those that are gone already are not counted twice."""
        found = int((self.kept & rows).sum())
        if found:
            self.aside[why] = found
            self.kept &= ~rows


def clean(table: pa.Table, brought: pa.Table | None, plan: Plan, options: ReadOptions) -> Log:
    """The log that a plan makes of a raw table.

    Rows are set aside in the order of ``words.SET_ASIDE``. The same item more than once in one basket (at one moment,
    where no column names baskets) becomes one event, with its quantities added. Last comes the k-core. None of this
    looks at what a model is to predict, and it is the same for training and test.

    Args:
        table: The log as it was read.
        brought: The catalogue beside it, as it was read.
        plan: Roles and options.
        options: How text was read (order of day and month, decimal sign).

    Raises:
        Problem: No column is the user or the item, or an option is out of range.
    """
    wanted = options_of(plan)
    value = role_numbers(table, plan, "value", options)
    field = plan.one("value")
    kind = value_kind(value, field.name) if value is not None and field is not None else None
    rows = _Rows(
        user=needed_codes(table, plan, "user"),
        item=needed_codes(table, plan, "item"),
        basket=role_codes(table, plan, "basket"),
        time=role_times(table, plan, options),
        value=value if kind else None,
        price=role_numbers(table, plan, "price", options),
        kept=np.ones(len(table), bool),
        aside={},
    )
    _set_aside(rows, kind, wanted.liked_from)
    _merge_repeats(rows, kind)
    place = np.flatnonzero(rows.kept)
    user, item = rows.user.codes[place], rows.item.codes[place]
    in_core = core(user, item, wanted.core_users, wanted.core_items)
    rows.leave_out("rare", _spread(place[~in_core], len(table)))
    order = _in_order(rows)
    return Log(
        events=_events(rows, order),
        catalogue=_catalogue(table, brought, plan, options, rows),
        value_kind=kind,
        aside=rows.aside,
        rows=len(table),
        basket=rows.basket is not None,
        single=int((np.bincount(user, minlength=1) == 1).sum()),
        rare_users=len(np.unique(user)) - len(np.unique(user[in_core])),
        rare_items=len(np.unique(item)) - len(np.unique(item[in_core])),
    )


def _set_aside(rows: _Rows, kind: ValueKind | None, liked_from: float | None) -> None:
    rows.leave_out("user", rows.user.codes < 0)
    rows.leave_out("item", rows.item.codes < 0)
    if rows.time is not None:
        rows.leave_out("time", rows.time == NO_TIME)
    cancelled = np.zeros(len(rows.kept), bool)
    if kind == "quantity" and rows.value is not None:
        cancelled |= rows.value <= 0
    if rows.basket is not None:
        cancelled |= aside.cancelled_baskets(rows.basket)
    rows.leave_out("cancelled", cancelled)
    rows.leave_out("product", aside.without_digits(rows.item))
    if rows.price is not None:
        rows.leave_out("free", aside.free_of_charge(rows.price))
    if kind == "rating" and rows.value is not None and liked_from is not None:
        rows.leave_out("disliked", ~(rows.value >= liked_from))


def _merge_repeats(rows: _Rows, kind: ValueKind | None) -> None:
    """One event for the same item of one user in one basket, or at one moment; ratings keep the last row's."""
    together = rows.basket.codes if rows.basket is not None else rows.time
    if together is None:
        return
    place = np.flatnonzero(rows.kept)
    pair = rows.user.codes[place] * max(1, len(rows.item.texts)) + rows.item.codes[place]
    order = np.lexsort((together[place], pair))  # stable: rows of one event keep the order of the file
    pair, moment = pair[order], together[place][order]
    # Rows without a basket stay apart: nothing says that they belong together.
    known = moment >= 0 if rows.basket is not None else np.ones(len(moment), bool)
    new = np.ones(len(order), bool)
    new[1:] = (pair[1:] != pair[:-1]) | (moment[1:] != moment[:-1]) | ~known[1:]
    if rows.value is not None and len(order):
        starts = np.flatnonzero(new)
        value = rows.value[place][order]
        ends = np.append(starts[1:], len(order)) - 1
        rows.value = rows.value.copy()
        rows.value[place[order[starts]]] = np.add.reduceat(value, starts) if kind == "quantity" else value[ends]
    rows.leave_out("repeated", _spread(place[order[~new]], len(rows.kept)))


def _in_order(rows: _Rows) -> Longs:
    """The kept rows by user, then time, then place in the file."""
    place = np.flatnonzero(rows.kept)
    keys = (rows.user.codes[place],) if rows.time is None else (rows.time[place], rows.user.codes[place])
    return place[np.lexsort(keys)].astype(np.int64)


def _events(rows: _Rows, order: Longs) -> pa.Table:
    columns = {
        "user": rows.user.texts.take(pa.array(rows.user.codes[order])),
        "item": rows.item.texts.take(pa.array(rows.item.codes[order])),
    }
    if rows.time is not None:
        columns["time"] = pa.array(rows.time[order]).cast(pa.timestamp("us"))
    if rows.value is not None:
        columns["value"] = pa.array(rows.value[order], from_pandas=True)
    return pa.table({**columns, "row": pa.array(order)})


def _catalogue(table: pa.Table, brought: pa.Table | None, plan: Plan, options: ReadOptions, rows: _Rows) -> pa.Table:
    """Of the items that are left, described by all rows that name them."""
    left = np.unique(rows.item.codes[rows.kept])
    code = np.full(len(rows.item.texts) + 1, -1)
    code[left] = np.arange(len(left))
    of_row = code[rows.item.codes]
    named = of_row >= 0
    texts = rows.item.texts.take(pa.array(left))
    title, category = (_rows_of(role_codes(table, plan, role), named) for role in ("title", "category"))
    price = rows.price[named] if rows.price is not None else None
    found = catalogue.from_log(of_row[named], texts, title, category, price)
    return catalogue.merged(found, catalogue.brought_along(brought, texts, options) if brought is not None else None)


def _rows_of(column: Coded | None, rows: NDArray[np.bool_]) -> Coded | None:
    return replace(column, codes=column.codes[rows]) if column is not None else None


def _spread(rows: Longs, count: int) -> NDArray[np.bool_]:
    mask = np.zeros(count, bool)
    mask[rows] = True
    return mask
