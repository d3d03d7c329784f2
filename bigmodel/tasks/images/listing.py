"""A table of file names and classes beside the pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc

from bigmodel.data.read import read_table
from bigmodel.spec import Problem
from bigmodel.tasks.images.folders import PARTS
from bigmodel.tasks.images.stock import Stock, listed

CLASS_WORDS = re.compile(r"label|class|categor|target|species|diagnos|defect|answer|^y$|type|kind", re.IGNORECASE)
HALF = 0.5
"""The share of rows, or of pictures, that a column must name to be the one with the file names."""
TRIED = 2_000
"""Rows on which the column with file names is found."""


def read_listing(path: Path) -> pa.Table:
    """A table as text, missing cells null.

    Raises:
        Problem: It can't be read.
    """
    table = read_table(path)
    return pa.table([_text(column) for column in table.columns], names=table.column_names)


def inner_listing(tables: Mapping[str, bytes], stock: Stock) -> pa.Table | None:
    """The table in a zip or folder that names its pictures, None where their folders are the classes already."""
    if len({label for label in stock.labels if label}) > 1:
        return None
    for name in sorted(tables, key=lambda name: (name.count("/"), name)):
        with TemporaryDirectory() as scratch:
            path = Path(scratch) / PurePosixPath(name).name
            path.write_bytes(tables[name])
            try:
                table = read_listing(path)
            except Problem:
                continue
        if name_column(table, stock.names) is not None:
            return table
    return None


def name_column(table: pa.Table, names: Sequence[str]) -> str | None:
    """The column whose values are file names of these pictures, None where there is none."""
    index = _index(names)
    best, most = None, 0
    for column in table.column_names:
        values = table[column].slice(0, TRIED).to_pylist()
        hits = sum(_find(index, value) is not None for value in values)
        if hits > most and hits >= HALF * min(len(values), len(names)):
            best, most = column, hits
    return best


def label_columns(table: pa.Table, names: str | None) -> list[str]:
    """The columns that may hold the class, the likeliest first: by their name, then those with fewest values."""

    def rank(column: str) -> tuple[bool, bool, int]:
        distinct = int(pc.count_distinct(table[column]).as_py())
        return not CLASS_WORDS.search(column), distinct < 2 or distinct > len(table) // 2, distinct

    rest = [column for column in table.column_names if column != names and column != _part_column(table, names)]
    return sorted(rest, key=rank)


def apply_listing(stock: Stock, table: pa.Table, where: str, label: str | None = None) -> Stock:
    """The pictures with the classes that a table gives them, and the parts where a column names them.

    Args:
        stock: The pictures.
        table: Text columns, as ``read_listing`` gives.
        where: The table's name, for what is said.
        label: The column with the class, None to guess.

    Raises:
        Problem: No column names the pictures, or there is no column with a class.
    """
    column = name_column(table, stock.names)
    if column is None:
        raise Problem(
            "No column of this table names the pictures",
            where=where,
            remedy="One column should hold the file names as they stand in the zip or folder.",
        )
    if label is not None and label not in table.column_names:
        raise Problem(f"There is no column {label!r}", where=where)
    chosen = label or next(iter(label_columns(table, column)), None)
    if chosen is None:
        raise Problem("This table has no column with a class", where=where, remedy="Add one beside the file names.")
    index, part_column = _index(stock.names), _part_column(table, column)
    labels: list[str | None] = [None] * len(stock)
    parts = list(stock.parts)
    said = table[part_column].to_pylist() if part_column else [None] * len(table)
    absent: list[str] = []
    rows: Counter[int] = Counter()
    for name, value, part in zip(table[column].to_pylist(), table[chosen].to_pylist(), said, strict=True):
        place = _find(index, name)
        if place is None:
            absent.append(str(name))
        elif not rows[place]:
            labels[place] = value
            parts[place] = PARTS.get((part or "").lower(), parts[place])
        rows[place if place is not None else -1] += 1
    return replace(stock, labels=labels, parts=parts, notes=[*stock.notes, *_notes(where, chosen, rows, absent, stock)])


def _notes(where: str, chosen: str, rows: Counter[int], absent: Sequence[str], stock: Stock) -> list[str]:
    notes = [f"The classes are those of the column {chosen} in {where}."]
    if absent:
        notes.append(f"{len(absent):,} rows of {where} name no picture that is there: {listed(absent)}")
    several = [stock.names[place] for place, count in rows.items() if place >= 0 and count > 1]
    if several:
        notes.append(f"{len(several):,} pictures stand in {where} more than once; the first row counts: "
                     f"{listed(several)}")  # fmt: skip
    without = [name for place, name in enumerate(stock.names) if not rows[place]]
    if without:
        notes.append(f"{len(without):,} pictures have no row in {where} and no class: {listed(without)}")
    return notes


def _index(names: Sequence[str]) -> dict[str, int | None]:
    """Picture by its path, its file name and its name without ending; None where one means several pictures."""
    index: dict[str, int | None] = {}
    for level in range(3):
        found: dict[str, int | None] = {}
        for place, name in enumerate(names):
            form = _forms(name)[level]
            found[form] = None if form in found else place
        # A whole path counts more than a file name that happens to be alike.
        index = {**found, **index}
    return index


def _forms(name: str) -> tuple[str, str, str]:
    path = PurePosixPath(name.replace("\\", "/").strip())
    return str(path).lower(), path.name.lower(), path.stem.lower()


def _find(index: Mapping[str, int | None], value: str | None) -> int | None:
    if not value:
        return None
    whole, name, _ = _forms(value)
    return next((index[form] for form in (whole, name) if index.get(form) is not None), None)


def _part_column(table: pa.Table, names: str | None) -> str | None:
    """The column that says train, validation or test in every row."""
    for column in table.column_names:
        values = {str(value).lower() for value in pc.unique(table[column]).to_pylist()}
        if column != names and len(values) > 1 and values <= set(PARTS):
            return str(column)
    return None


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells as text; whole numbers without a decimal point, as classes with empty cells between are read."""
    if pa.types.is_floating(column.type) and pc.all(pc.equal(column, pc.round(column))).as_py():
        column = column.cast(pa.int64())
    return column.cast(pa.string())
