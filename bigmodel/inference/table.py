"""Tables as tensors: fitted on training rows, applied to any file that holds (most of) the same columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.inference.categories import encode_categories, fit_vocabulary
from bigmodel.inference.dates import date_parts, fit_dates, read_times
from bigmodel.inference.derive import derive
from bigmodel.inference.differences import Watch
from bigmodel.inference.numbers import read_numbers
from bigmodel.spec import Derived, Field, Problem, Schema
from bigmodel.spec.numbers import are_years

MIN_COUNT = 3
MAX_KEYS = 2_000
FLOAT32_MAX = float(np.finfo(np.float32).max)


def fit_encoder(
    table: pa.Table,
    fields: Sequence[Field],
    *,
    derived: Sequence[Derived] = (),
    min_count: int = MIN_COUNT,
    max_keys: int = MAX_KEYS,
) -> dict[str, Any]:
    """Fit the encoder of a table. Give it training rows and nothing else.

    Args:
        table: The training rows, with all columns of the dataset.
        fields: What to learn from: numbers, categories and dates by ``kind`` (text and pictures are passed over). A
            date whose role is ``time`` gives no days since the start, see ``fit_dates``; a number with that role gives
            nothing, for all later rows lie outside of what was learnt.
        derived: Columns that are computed; those that are no field to learn from are passed over.
        min_count: A category seen less often counts as unknown.
        max_keys: The most categories of one column; the less frequent count as unknown.

    Returns:
        The encoder, made of JSON values: ``rows``, ``columns`` (all names), ``derived``, ``numbers``, ``dates``,
        ``categories``. A column without a single value in training is not in it.

    Raises:
        Problem: A field is not in the table, or nothing is left to learn from.
    """
    numbers, dates, categories = [], [], []
    computed = [each for each in derived if any(each.name == field.name for field in fields)]
    table = derive(table, computed)
    for field in fields:
        column = _column(table, field.name)
        if column is None:
            raise Problem(f"The column {field.name!r} is not in the data", remedy="Choose its role again.")
        if field.kind == "number" and field.role != "time":
            fitted = _fit_numbers(read_numbers(column)[0], field.name)
            numbers += [fitted] if fitted else []
        elif field.kind == "date":
            dated = fit_dates(read_times(column)[0], field.name, drifts=field.role == "time")
            dates += [dated] if dated else []
        elif field.kind == "category":
            vocabulary = fit_vocabulary(column, field.name, min_count, max_keys)
            categories += [vocabulary] if vocabulary["keys"] else []
    if not (numbers or dates or categories):
        raise Problem(
            "There is no column to learn from",
            remedy="Give at least one column with values the role of a feature.",
        )
    return {
        "rows": table.num_rows,
        "columns": list(table.column_names),
        "derived": [each.model_dump(mode="json") for each in computed],
        "numbers": numbers,
        "dates": dates,
        "categories": categories,
    }


def _fit_numbers(values: NDArray[np.float64], name: str) -> dict[str, Any] | None:
    seen = values[~np.isnan(values)]
    if not len(seen):
        return None
    return {
        "name": name,
        "low": float(seen.min()),
        "high": float(seen.max()),
        "whole": bool((seen == np.floor(seen)).all()),
        "missing": len(values) - len(seen),
    }


def encode_table(table: pa.Table, encoder: Mapping[str, Any], watch: Watch | None = None) -> dict[str, NDArray[Any]]:
    """Rows as the tensors that a network takes.

    Args:
        table: Rows to encode; a column that is absent counts as missing throughout.
        encoder: What ``fit_encoder`` returned.
        watch: Told what differs from training, if given.

    Returns:
        ``numbers``: float32 of shape (n, d), NaN where missing, the order of ``number_names``; ``codes``: int32 of
        shape (n, c), 0 where missing or unknown, the order of ``category_names``.
    """
    rows = table.num_rows
    if watch:
        watch.see_table(table)
    table = derive(table, derived_of(encoder))
    numbers = np.full((rows, len(number_names(encoder))), np.nan, np.float32)
    codes = np.zeros((rows, len(encoder["categories"])), np.int32)
    place = 0
    for fitted in encoder["numbers"]:
        column = _column(table, fitted["name"])
        if column is not None:
            values, unreadable = read_numbers(column)
            numbers[:, place] = np.where(np.abs(values) <= FLOAT32_MAX, values, np.nan)
            if watch:
                watch.see_numbers(fitted, values, unreadable)
        place += 1
    for fitted in encoder["dates"]:
        column = _column(table, fitted["name"])
        if column is not None:
            times, unreadable = read_times(column)
            for offset, part in enumerate(date_parts(times, fitted)):
                numbers[:, place + offset] = part
            if watch:
                watch.see_dates(fitted, times, unreadable)
        place += len(fitted["parts"])
    for at, fitted in enumerate(encoder["categories"]):
        column = _column(table, fitted["name"])
        if column is not None:
            coded = encode_categories(column, fitted)
            codes[:, at] = coded.codes
            if watch:
                watch.see_categories(fitted, coded)
    return {"numbers": numbers, "codes": codes}


def derived_of(encoder: Mapping[str, Any]) -> list[Derived]:
    """The columns that are computed; none in a bundle of an earlier version."""
    return [Derived.model_validate(each) for each in encoder.get("derived", ())]


def number_names(encoder: Mapping[str, Any]) -> list[str]:
    """The columns of ``numbers``: a column's name, for a date ``"name: part"``."""
    return [fitted["name"] for fitted in encoder["numbers"]] + [
        f"{fitted['name']}: {part}" for fitted in encoder["dates"] for part in fitted["parts"]
    ]


def years_in(schema: Schema) -> frozenset[str]:
    """The columns that hold years; an amount of money is none, whatever its values are."""
    amounts = {field.name for field in schema.named("amount")}
    return frozenset(
        fitted["name"]
        for fitted in schema.encoder["numbers"]
        if fitted["name"] not in amounts and are_years(fitted["low"], fitted["high"], fitted.get("whole", True))
    )


def category_names(encoder: Mapping[str, Any]) -> list[str]:
    """The columns of ``codes``."""
    return [fitted["name"] for fitted in encoder["categories"]]


def cardinalities(encoder: Mapping[str, Any]) -> list[int]:
    """How many codes each column of ``codes`` has, 0 (unknown or missing) included."""
    return [1 + len(fitted["keys"]) for fitted in encoder["categories"]]


def _column(table: pa.Table, name: str) -> pa.ChunkedArray | None:
    at = table.schema.get_field_index(name)
    return table.column(at) if at >= 0 else None
