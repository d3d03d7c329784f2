"""One row of a table with changes applied, in the kinds that training gave its columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bigmodel.data.kinds import columns_as
from bigmodel.inference.dates import read_times
from bigmodel.inference.derive import derive
from bigmodel.inference.numbers import read_numbers
from bigmodel.inference.table import FLOAT32_MAX
from bigmodel.spec import Change, Field, Plan, Problem
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.learnt_from import training_table

LARGEST = 2**53
"""Whole numbers below it are exact as floats."""


def case_table(data: TableDataset, plan: Plan, row: int | None, changes: Sequence[Change] = ()) -> pa.Table:
    """One case as a table of one row, ready for ``task.encode`` (its scores equal those of the same row in training).

    Args:
        data: The run's dataset.
        plan: The run's plan.
        row: The case's row number in the dataset; None starts from ``typical_case``.
        changes: What is changed in it, in this order.

    Returns:
        All columns of the dataset in the kinds of the plan (``TableDataset.as_planned``): numbers as int64 or float64,
        dates as timestamp[us], categories as they stand in the data; then the computed columns.

    Raises:
        Problem: There is no such row, or a change does not fit its field.
    """
    if row is None:
        return change_rows(typical_case(data, plan), plan, changes)
    if not 0 <= row < len(data):
        raise Problem(f"There is no row {row:,} in this dataset of {len(data):,} rows", remedy="Choose the case again.")
    kinds = {field.name: field.kind for field in plan.fields if field.role != "target"}
    return change_rows(columns_as(data.take([row]), kinds, data.reading.options), plan, changes)


def change_rows(table: pa.Table, plan: Plan, changes: Sequence[Change]) -> pa.Table:
    """Rows with the same changes applied to each, and what is computed from them computed anew.

    Args:
        table: Rows in the kinds of the plan, with or without computed columns.
        plan: The run's plan.
        changes: ``set``, ``add``, ``times`` and ``missing``; others ask for many cases.

    Raises:
        Problem: A change does not fit its field.
    """
    fields = {field.name: field for field in plan.fields}
    computed = {each.name for each in plan.derived}
    for change in changes:
        place = table.schema.get_field_index(change.field)
        if change.field not in fields or place < 0 or change.field in computed:
            reason = "is computed from others" if change.field in computed else "is not in this data"
            raise Problem(f"The column {change.field!r} {reason}", remedy="Change another field.")
        column = table.column(place)
        table = table.set_column(place, change.field, _changed(column, fields[change.field], change))
    return derive(table, plan.derived)


def typical_case(data: TableDataset, plan: Plan) -> pa.Table:
    """The usual case, one row: of each column the median of the training rows, or what is most frequent in them.

    A whole number stays whole, a date is one that occurs; a column without a value is missing.
    """
    training = training_table(data, plan)
    kinds = {field.name: field.kind for field in plan.fields}
    columns = {name: _typical(training[name], kinds.get(name, "category")) for name in training.column_names}
    return derive(pa.table(columns), plan.derived)


def _typical(column: pa.ChunkedArray, kind: str) -> pa.ChunkedArray:
    known = column.drop_null()
    if not len(known):
        return _cell(None, column.type)
    if kind in ("number", "date") and not pa.types.is_string(column.type):
        ordered = pc.sort_indices(known)
        return pa.chunked_array([known.take(ordered[(len(known) - 1) // 2 : (len(known) - 1) // 2 + 1])])
    plain = known.cast(known.type.value_type) if pa.types.is_dictionary(known.type) else known
    return _cell(pc.mode(plain)[0]["mode"].as_py() if _ordered(plain.type) else _most_frequent(plain), plain.type)


def _ordered(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind))


def _most_frequent(column: pa.ChunkedArray) -> Any:
    counted = column.value_counts()
    return counted.field("values")[int(np.argmax(counted.field("counts").to_numpy()))].as_py()


def _changed(column: pa.ChunkedArray, field: Field, change: Change) -> pa.ChunkedArray:
    if change.how == "missing" or (change.how == "set" and change.value is None):
        return _cell(None, column.type, len(column))
    if change.how == "set":
        return _set(column, field, change.value)
    if change.how in ("add", "times") and field.kind == "number":
        by = _number(change.value, field)
        values = read_numbers(column)[0]
        return _numbers(values + by if change.how == "add" else values * by, column.type)
    raise Problem(f"{field.name!r} can't be changed in this way in a single case", remedy="Set it to a value.")


def _set(column: pa.ChunkedArray, field: Field, value: Any) -> pa.ChunkedArray:
    if field.kind == "number":
        return _numbers(np.full(len(column), _number(value, field)), column.type)
    if field.kind == "date":
        return _cell(_moment(value, field), pa.timestamp("us"), len(column))
    text = _text(value)
    try:
        kept = pa.array([text]).cast(column.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        kept = pa.array([text])  # a value that the column's type can't hold: its key is the same as text
    return pa.chunked_array([pa.array(kept.to_pylist() * len(column), kept.type)])


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST:
        return str(int(value))
    return str(value)


def _number(value: Any, field: Field) -> float:
    found = float(read_numbers(pa.chunked_array([[value]]))[0][0])
    if not math.isfinite(found) or abs(found) > FLOAT32_MAX:
        raise Problem(
            f"{value!r} is no number that a model can take", where=field.name, remedy="Give a number such as 12.5."
        )
    return found


def _numbers(values: np.ndarray[Any, np.dtype[np.float64]], kind: pa.DataType) -> pa.ChunkedArray:
    """Numbers in the type that the column has: whole ones stay int64 as long as all of them are whole."""
    known = values[~np.isnan(values)]
    whole = pa.types.is_integer(kind) and bool(((known == np.floor(known)) & (np.abs(known) < LARGEST)).all())
    column = pa.array(values, pa.float64(), from_pandas=True)
    return pa.chunked_array([column.cast(pa.int64()) if whole else column])


def _moment(value: Any, field: Field) -> datetime:
    times, _ = read_times(pa.chunked_array([pa.array([str(value)])]))
    if np.isnat(times[0]):
        raise Problem(
            f"{value!r} is no date", where=field.name, remedy="Write it as 2024-05-31, with or without 14:30 behind."
        )
    found: datetime = times[0].astype(datetime)
    return found


def _cell(value: Any, kind: pa.DataType, times: int = 1) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array([value] * times, kind)])
