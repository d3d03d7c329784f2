"""What the training rows say of each field that can be edited: its ranges, and which values stood together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.inference.bundle import MODEL, SCHEMA, Bundle
from bigmodel.inference.categories import encode_categories
from bigmodel.inference.numbers import read_numbers
from bigmodel.inference.table import category_names, derived_of, encode_table, years_in
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Change, Kind, Plan
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.score import as_trained
from bigmodel.tasks.tabular.what_if.case_rows import case_table
from bigmodel.tasks.tabular.what_if.learnt_from import training_table

BANDS = 10
"""Bands of a number, each with about as many training rows as the others, when values are looked at in pairs."""


@dataclass(frozen=True)
class Numbers:
    """A number in the training rows.

    Attributes:
        low: The smallest.
        high: The largest.
        usual: Between them lie 98 % of the rows.
        middle: Between them lie 95 %.
        below: 95 % lie below it.
        whole: Whether all are whole numbers.
        year: Whether they are years.
        bands: float64, the borders between bands, ascending.
    """

    low: float
    high: float
    usual: tuple[float, float]
    middle: tuple[float, float]
    below: float
    whole: bool
    bands: NDArray[np.float64]
    year: bool = False

    @classmethod
    def of(cls, values: NDArray[np.float64], *, year: bool = False) -> Numbers:
        """Look at training values without missing ones, float64 (n,) with n at least 1."""
        p1, p2, p95, p97, p99 = (float(each) for each in np.percentile(values, [1, 2.5, 95, 97.5, 99]))
        return cls(
            low=float(values.min()),
            high=float(values.max()),
            usual=(p1, p99),
            middle=(p2, p97),
            below=p95,
            whole=bool((values == np.floor(values)).all()),
            bands=np.unique(np.quantile(values, np.linspace(0, 1, BANDS + 1)[1:-1])),
            year=year,
        )

    def band(self, values: NDArray[np.float64]) -> NDArray[np.int32]:
        """The band of each value from 1 on, 0 where it is missing, int32 (n,)."""
        found = 1 + np.searchsorted(self.bands, values, side="right")
        return np.where(np.isnan(values), 0, found).astype(np.int32)


@dataclass(frozen=True)
class Ground:
    """The training rows of a run, field by field.

    Attributes:
        rows: Number of training rows.
        kinds: The fields that can be edited, in the order of the data, with their kinds.
        numbers: What is known of each number.
        encoder: The run's encoder.
        codes: For each category and each number the code of every training row, int32 (rows,): 0 for missing or
            unknown, else the place in the vocabulary or the band.
    """

    rows: int
    kinds: Mapping[str, Kind]
    numbers: Mapping[str, Numbers]
    encoder: Mapping[str, Any]
    codes: Mapping[str, NDArray[np.int32]]

    def vocabulary(self, name: str) -> dict[str, Any]:
        """What the encoder knows of a category."""
        found: dict[str, Any] = next(each for each in self.encoder["categories"] if each["name"] == name)
        return found

    def codes_of_case(self, case: pa.Table, tensors: Mapping[str, NDArray[Any]]) -> dict[str, int]:
        """The codes of one case that is encoded already, by field; 0 also for a number beyond those of training."""
        values = {name: read_numbers(case[name])[0] for name in self.numbers}
        found = {
            name: int(known.band(values[name])[0]) if known.low <= values[name][0] <= known.high else 0
            for name, known in self.numbers.items()
        }
        return found | dict(zip(category_names(self.encoder), tensors["codes"][0].tolist(), strict=True))

    def codes_of(self, table: pa.Table) -> dict[str, NDArray[np.int32]]:
        """The codes of rows in the kinds of training, see ``codes``."""
        found = {name: known.band(read_numbers(table[name])[0]) for name, known in self.numbers.items()}
        for each in self.encoder["categories"]:
            found[each["name"]] = encode_categories(table[each["name"]], each).codes
        return found


def ground_of(run: RunFolder, data: TableDataset) -> Ground:
    """What the training rows of a run say, computed once.

    Raises:
        Problem: Bundle or data are gone.
    """
    return _ground(run.path, _stamp(run), data.folder)


def bundle_of(run: RunFolder) -> Bundle:
    """The run's bundle, opened once as long as it stays the same.

    Raises:
        Problem: It is gone, damaged or of another version.
    """
    return _bundle(run.path, _stamp(run))


def plan_of(run: RunFolder) -> Plan:
    """The run's plan.

    Raises:
        Problem: ``spec.json`` is gone or damaged.
    """
    return _plan(run.path, _stamp(run))


@dataclass(frozen=True)
class Base:
    """A case before it is edited.

    Attributes:
        table: One row in the kinds of training.
        tensors: The same, encoded.
        score: What the model says of it, a number or (k,).
    """

    table: pa.Table
    tensors: Mapping[str, NDArray[Any]]
    score: NDArray[np.float32]


def base_of(run: RunFolder, data: TableDataset, row: int | None, given: tuple[Change, ...]) -> Base:
    """A case before it is edited, see ``case_table``; the last few are kept.

    Raises:
        Problem: Bundle or data are gone, there is no such row, or what is given does not fit.
    """
    return _base(run.path, _stamp(run), data, row, given)


def _stamp(run: RunFolder) -> tuple[int, ...]:
    """When bundle and plan were written; 0 for what is not there, so that reading it says so."""
    paths = (run.bundle / MODEL, run.bundle / SCHEMA, run.path / "spec.json")
    return tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in paths)


@lru_cache(maxsize=4)
def _bundle(run: Path, stamp: tuple[int, ...]) -> Bundle:  # noqa: ARG001
    return Bundle.load(RunFolder(run).bundle)


@lru_cache(maxsize=4)
def _plan(run: Path, stamp: tuple[int, ...]) -> Plan:  # noqa: ARG001
    return RunFolder(run).spec().plan


@lru_cache(maxsize=32)
def _base(run: Path, stamp: tuple[int, ...], data: TableDataset, row: int | None, given: tuple[Change, ...]) -> Base:
    table, bundle = case_table(data, _plan(run, stamp), row, given), _bundle(run, stamp)
    tensors = encode_table(as_trained(table, bundle.schema), bundle.schema.encoder)
    return Base(table, tensors, bundle.score(tensors)[0])


@lru_cache(maxsize=4)
def _ground(run: Path, stamp: tuple[int, ...], folder: Path) -> Ground:
    schema, plan = _bundle(run, stamp).schema, _plan(run, stamp)
    encoder, years = schema.encoder, years_in(schema)
    table = training_table(TableDataset(folder), plan)
    kinds = editable(encoder, plan)
    numbers = {}
    for name in (name for name, kind in kinds.items() if kind == "number"):
        values = read_numbers(table[name])[0]
        if not np.isnan(values).all():
            numbers[name] = Numbers.of(values[~np.isnan(values)], year=name in years)
    bare = Ground(table.num_rows, {name: kinds[name] for name in kinds}, numbers, encoder, {})
    return Ground(bare.rows, bare.kinds, numbers, encoder, bare.codes_of(table))


def editable(encoder: Mapping[str, Any], plan: Plan) -> dict[str, Kind]:
    """The columns of the file that scores follow from, the amount first; computed ones give way to their sources."""
    derived = derived_of(encoder)
    learnt = {each["name"] for part in ("numbers", "dates", "categories") for each in encoder[part]}
    sources = {source for each in derived if each.name in learnt for source in each.sources}
    wanted = (learnt - {each.name for each in derived}) | sources
    fields = [field for field in plan.fields if field.name in wanted and field.role != "target"]
    ordered = sorted(fields, key=lambda field: field.role != "amount")
    return {field.name: field.kind for field in ordered}
