"""Cells of a category column as keys, so that the same value is the same key whatever type a file gives it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.spec import Problem

NUMERIC_TEXT = r"^[+-]?[0-9]{1,15}(\.[0-9]{0,15})?$"
LARGEST_WHOLE = 1e15
RARE_KEPT = 2_000
SAME = {"true": "1", "1": "true", "false": "0", "0": "false"}
"""Yes/no values as different writers put them; one stands in for the other where training knew only that one."""


def keys_of(values: pa.Array, name: str = "") -> pa.Array:
    """The key of each value as text, null where the value is missing.

    ``1``, ``1.0``, ``"1"``, ``" 01 "`` and ``"1.00"`` share one key, ``True`` and ``"TRUE"`` another: readers infer a
    column's type from its rows, so next month's file may hold the same codes as another type.

    Args:
        values: Any array of plain values, shape (n,).
        name: The column's name for the error.

    Returns:
        String array, shape (n,).

    Raises:
        Problem: The column holds lists, records or bytes.
    """
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = values.dictionary_decode()
        kind = values.type
    if pa.types.is_null(kind):
        return pa.nulls(len(values), pa.string())
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return pc.cast(values, pa.string())
    if pa.types.is_floating(kind):
        return _keys_of_floats(values)
    try:
        return _keys_of_text(pc.cast(values, pa.string()))
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        raise _no_categories(kind, name) from error


def _no_categories(kind: pa.DataType, name: str) -> Problem:
    return Problem(
        f"The column {name!r} holds {kind} values, which can't be read as categories",
        remedy="Give it one plain value a row, or ignore it.",
    )


def _keys_of_floats(values: pa.Array) -> pa.Array:
    values = pc.if_else(pc.is_finite(values), values, None)
    whole = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), LARGEST_WHOLE))
    as_whole = pc.cast(pc.cast(pc.if_else(whole, values, None), pa.int64()), pa.string())
    return pc.coalesce(as_whole, pc.cast(values, pa.string()))


def _keys_of_text(text: pa.Array) -> pa.Array:
    text = _composed(pc.utf8_trim_whitespace(text))
    text = pc.replace_substring_regex(text, r" 00:00:00(\.0+)?$", "")
    text = pc.if_else(pc.equal(text, ""), None, text)
    lower = pc.utf8_lower(text)
    text = pc.if_else(pc.is_in(lower, value_set=pa.array(["true", "false"])), lower, text)
    numeric = pc.match_substring_regex(text, NUMERIC_TEXT)
    if not pc.any(numeric).as_py():
        return text
    short = pc.replace_substring_regex(text, r"^\+", "")
    short = pc.replace_substring_regex(short, r"^(-?)0+([0-9])", r"\1\2")
    short = pc.replace_substring_regex(short, r"(\.[0-9]*?)0+$", r"\1")
    short = pc.replace_substring_regex(short, r"\.$", "")
    short = pc.if_else(pc.equal(short, "-0"), "0", short)
    return pc.if_else(numeric, short, text)


def _composed(text: pa.Array) -> pa.Array:
    """One spelling for letters with marks (NFC). Arrow's own ``utf8_normalize`` leaves them taken apart."""
    if pc.all(pc.string_is_ascii(text)).as_py() is not False:
        return text
    return pa.array([cell and unicodedata.normalize("NFC", cell) for cell in text.to_pylist()], pa.string())


def fit_vocabulary(column: pa.ChunkedArray, name: str, min_count: int, max_keys: int) -> dict[str, Any]:
    """Count a category column's keys, most frequent first (then by key, so that the order never varies).

    Args:
        column: Training values, shape (n,).
        name: The column's name.
        min_count: A key seen less often is rare: it counts as unknown.
        max_keys: The most keys to keep; the others count as rare.

    Returns:
        ``name``, ``keys``, ``counts`` (per key), ``missing`` (cells), ``rare`` (keys known but unknown to the model,
        ``RARE_KEPT`` at most) and ``open`` (whether more rare keys were seen than are listed).
    """
    counts: Counter[str | None] = Counter()
    if pa.types.is_nested(column.type):
        raise _no_categories(column.type, name)
    counted = pc.value_counts(column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column)
    keys = keys_of(counted.field("values"), name).to_pylist()
    for key, count in zip(keys, counted.field("counts").to_pylist(), strict=True):
        counts[key] += count
    missing = counts.pop(None, 0)
    ranked = sorted(((key, n) for key, n in counts.items() if key is not None), key=lambda item: (-item[1], item[0]))
    kept = [(key, n) for key, n in ranked[:max_keys] if n >= min_count]
    rare = [key for key, _ in ranked[len(kept) :]]
    return {
        "name": name,
        "keys": [key for key, _ in kept],
        "counts": [n for _, n in kept],
        "missing": missing,
        "rare": rare[:RARE_KEPT],
        "open": len(rare) > RARE_KEPT,
    }


@dataclass(frozen=True)
class Coded:
    """A column's codes and what they hide.

    Attributes:
        codes: int32 of shape (n,): 0 for missing or unknown, else 1 + place in ``keys``.
        missing: Cells without a value.
        unseen: Key that training never saw, to its number of cells.
    """

    codes: NDArray[np.int32]
    missing: int
    unseen: Counter[str]


def encode_categories(column: pa.ChunkedArray, vocabulary: dict[str, Any]) -> Coded:
    """Codes of a column, shape (n,), by what ``fit_vocabulary`` returned."""
    if pa.types.is_nested(column.type):
        raise _no_categories(column.type, vocabulary["name"])
    known = {key: code for code, key in enumerate(vocabulary["keys"], start=1)}
    aliases = {SAME[key]: code for key, code in known.items() if key in SAME and SAME[key] not in known}
    known |= aliases
    value_set = pa.array(list(known), pa.string())
    code_of = np.array([0, *known.values()], np.int32)
    codes, unseen, missing = np.zeros(len(column), np.int32), Counter[str](), 0
    start = 0
    for distinct, places in _distinct(column):
        found = keys_of(distinct, vocabulary["name"])
        code = code_of[pc.index_in(found, value_set=value_set).fill_null(-1).to_numpy(zero_copy_only=False) + 1]
        # One code more for null cells, which have no place among the distinct values.
        codes[start : start + len(places)] = np.append(code, np.int32(0))[places]
        start += len(places)
        cells = np.bincount(places, minlength=len(distinct) + 1)
        blank = np.append(found.is_null().to_numpy(zero_copy_only=False), True)
        missing += int(cells[blank].sum())
        strange = np.flatnonzero((code == 0) & ~blank[:-1] & (cells[:-1] > 0))
        for key, count in zip(found.take(pa.array(strange)).to_pylist(), cells[strange].tolist(), strict=True):
            unseen[key] += count
    for key in unseen.keys() & set(vocabulary["rare"]):
        del unseen[key]
    return Coded(codes, missing, unseen)


def _distinct(column: pa.ChunkedArray) -> Iterator[tuple[pa.Array, NDArray[np.int64]]]:
    """Per chunk: its distinct values and every cell's place among them, one past the end for null."""
    for chunk in column.chunks:
        encoded = chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode()
        values = encoded.dictionary
        yield values, encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
