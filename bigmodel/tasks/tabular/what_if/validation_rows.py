"""The validation rows of a run with their stored scores, as the model saw them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.kinds import columns_as
from bigmodel.explain.outside import anywhere, outside_training
from bigmodel.inference.bundle import SCHEMA
from bigmodel.inference.derive import derive
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Problem, Schema
from bigmodel.tasks.tabular.dataset import FILE, TableDataset


@dataclass(frozen=True)
class ValidationRows:
    """Cases of the validation part.

    Attributes:
        cases: Rows, classes, stored scores, amounts and times.
        table: The same rows with every column in the kind of the plan, and the computed columns.
        outside: Column to the rows outside of what training saw, bool (n,).
        drawn_from: The cases of which these are some; None where these are all.
    """

    cases: CaseScores
    table: pa.Table
    outside: dict[str, NDArray[np.bool_]]
    drawn_from: CaseScores | None = None

    @property
    def outside_share(self) -> float:
        """The share of the rows outside of training in any column."""
        rows = self.table.num_rows
        return float(anywhere(self.outside, rows).mean()) if rows else 0.0

    def take(self, places: NDArray[np.int64]) -> ValidationRows:
        """The rows at these places, in this order."""
        outside = {name: mask[places] for name, mask in self.outside.items()}
        return ValidationRows(self.cases.take(places), self.table.take(pa.array(places)), outside, self.cases)


def validation_rows(run: RunFolder, data: TableDataset) -> ValidationRows:
    """The validation rows of a run, kept for the next question.

    Raises:
        Problem: Scores, bundle or data are gone or damaged.
    """
    try:
        times = tuple(path.stat().st_mtime_ns for path in (run.report_path, data.folder / FILE))
    except OSError as error:
        raise Problem("The result or the data of this run is gone", remedy="Open another run.") from error
    return _validation_rows(run.path, data.folder, times)


@lru_cache(maxsize=2)
def _validation_rows(run: Path, folder: Path, times: tuple[int, ...]) -> ValidationRows:  # noqa: ARG001
    opened, data = RunFolder(run), TableDataset(folder)
    plan, cases = opened.spec().plan, read_cases(opened, "validation")
    if len(cases.row) and int(cases.row.max()) >= len(data):
        raise Problem("The dataset has changed since this run was made", remedy="Start a new run on it.")
    kinds = {field.name: field.kind for field in plan.fields if field.role != "target"}
    table = derive(columns_as(data.take(cases.row), kinds, data.reading.options), plan.derived)
    return ValidationRows(cases, table, outside_training(table, schema_of(opened).encoder))


def schema_of(run: RunFolder) -> Schema:
    """The schema of a run's bundle.

    Raises:
        Problem: The bundle is gone, or another version wrote it.
    """
    path = run.bundle / SCHEMA
    try:
        return _schema(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise Problem("The model of this run is gone", where=path.name, remedy="Train it again.") from error


@lru_cache(maxsize=4)
def _schema(path: Path, changed: int) -> Schema:  # noqa: ARG001
    return Schema.load(path)
