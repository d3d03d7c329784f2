"""What is known of each item: its title, category and price, from the log itself or from a catalogue beside it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.data.kinds import as_kind
from bigmodel.data.options import ReadOptions
from bigmodel.data.words_in import matches
from bigmodel.tasks.interactions.columns import Coded, Floats, Longs, coded

HINTS = {
    "title": ("title", "name", "description", "product", "artist", "movie", "book", "标题", "名称"),
    "category": ("category", "genres", "genre", "department", "brand", "type", "class", "group", "类别"),
    "price": ("price", "cost", "amount", "价格"),
}
"""Parts of column names in a catalogue, the most telling first."""


def from_log(
    items: Longs, texts: pa.Array, title: Coded | None, category: Coded | None, price: Floats | None
) -> pa.Table:
    """The catalogue that a log itself holds.

    Args:
        items: int64 (n,), code of each row's item.
        texts: Item of each code.
        title: Title in each row; of each item the most frequent is taken.
        category: Category in each row, likewise.
        price: Price in each row; of each item the median is taken.
    """
    columns: dict[str, pa.Array] = {"item": texts}
    for name, column in (("title", title), ("category", category)):
        if column is not None:
            columns[name] = _most_frequent(items, len(texts), column)
    if price is not None:
        columns["price"] = pa.array(_medians(items, len(texts), price), from_pandas=True)
    return pa.table(columns)


def brought_along(catalogue: pa.Table, texts: pa.Array, options: ReadOptions) -> pa.Table | None:
    """The catalogue of a file beside the log, one row for each item of the log; None where no item stands in it.

    The column with most items of the log names them; titles, categories and prices are found by their names.
    """
    name = item_column(catalogue, texts)
    if name is None:
        return None
    ids = coded(catalogue[name])
    place = pc.index_in(texts, value_set=ids.texts)
    first = np.full(len(ids.texts) + 1, -1)
    rows = np.arange(len(ids.codes))[::-1]
    first[ids.codes[rows]] = rows
    first[-1] = -1
    at = first[pc.fill_null(place, -1).to_numpy(zero_copy_only=False).astype(np.int64)]
    take = pa.array(at, mask=at < 0)
    columns: dict[str, pa.ChunkedArray] = {"item": pa.chunked_array([texts])}
    for role, found in found_columns(catalogue, name).items():
        column = catalogue[found]
        column = as_kind(column, "number", options) if role == "price" else _texts(column)
        columns[role] = (pc.cast(column, pa.float64()) if role == "price" else column).take(take)
    return pa.table(columns)


def item_column(catalogue: pa.Table, texts: pa.Array) -> str | None:
    """The column of a catalogue that names the items of a log; None where none of them stands in it."""
    shares = {
        name: float(
            pc.mean(pc.cast(pc.is_in(texts, value_set=coded(catalogue[name]).texts), pa.float64())).as_py() or 0
        )
        for name in catalogue.column_names
    }
    best = max(shares, key=lambda name: shares[name], default=None)
    return best if best is not None and shares[best] > 0 else None


def found_columns(catalogue: pa.Table, item: str) -> dict[str, str]:
    """Title, category and price to the columns of a catalogue whose names say so; a title is text in any case."""
    found: dict[str, str] = {}
    for role, fragments in HINTS.items():
        ranked = sorted(
            (place, name)
            for name in catalogue.column_names
            if name != item and name not in found.values() and (place := matches(name, fragments)) is not None
        )
        if ranked:
            found[role] = ranked[0][1]
    if "title" not in found:
        rest = [name for name in catalogue.column_names if name != item and name not in found.values()]
        text = [name for name in rest if pa.types.is_string(catalogue[name].type)]
        if text:
            found["title"] = text[0]
    return found


def merged(log: pa.Table, brought: pa.Table | None) -> pa.Table:
    """Both catalogues as one: what was brought along wins, the log fills what it lacks."""
    if brought is None:
        return log
    for name in ("title", "category", "price"):
        if name not in brought.column_names:
            continue
        column = brought[name]
        if name in log.column_names:
            place = log.column_names.index(name)
            log = log.set_column(place, name, pc.coalesce(column, log[name]))
        else:
            log = log.append_column(name, column)
    return log


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    found = coded(column)
    return pa.chunked_array([found.texts.take(pa.array(found.codes, mask=found.codes < 0))])


def _most_frequent(items: Longs, count: int, column: Coded) -> pa.Array:
    known = column.codes >= 0
    pairs, counts = np.unique(items[known] * len(column.texts) + column.codes[known], return_counts=True)
    # Ascending by count, so that of each item the last one written is the most frequent.
    order = np.argsort(counts, kind="stable")
    best = np.full(count, -1)
    best[pairs[order] // max(1, len(column.texts))] = pairs[order] % max(1, len(column.texts))
    return column.texts.take(pa.array(best, mask=best < 0))


def _medians(items: Longs, count: int, price: Floats) -> NDArray[np.float64]:
    known = np.isfinite(price)
    order = np.lexsort((price[known], items[known]))
    sorted_items, sorted_price = items[known][order], price[known][order]
    starts = np.searchsorted(sorted_items, np.arange(count))
    ends = np.searchsorted(sorted_items, np.arange(count), side="right")
    medians = np.full(count, np.nan)
    some = ends > starts
    medians[some] = sorted_price[(starts + (ends - starts) // 2)[some]]
    return medians
