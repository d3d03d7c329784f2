"""The training rows of a run to compare a case with, and its model to ask, kept for the next question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.labels import class_codes
from bigmodel.data.split import split_rows
from bigmodel.explain.changeable import changeable_columns
from bigmodel.explain.counterfactuals import Space
from bigmodel.explain.neighbours import COMPARED, Records, records_of, usual_distance
from bigmodel.inference.bundle import MODEL, SCHEMA, Bundle
from bigmodel.inference.table import encode_table
from bigmodel.runs.folder import RunFolder
from bigmodel.tasks.tabular.dataset import FILE, TableDataset
from bigmodel.tasks.tabular.score import as_trained
from bigmodel.tasks.targets import needed_outcome

THREADS = 2


@dataclass(frozen=True)
class RealRows:
    """A model with the rows that it learnt from.

    Attributes:
        bundle: The model.
        records: The training rows, or a random part of very many.
        row: The row number in the dataset of each of them, int64 (n,).
        space: Where to search for changes of a case.
    """

    bundle: Bundle
    records: Records
    row: NDArray[np.int64]
    space: Space

    def score(self, table: pa.Table) -> NDArray[np.float32]:
        """Scores of rows in the kinds of training, (n,) for two classes, else (n, k)."""
        schema = self.bundle.schema
        return self.bundle.score(encode_table(as_trained(table, schema), schema.encoder))


def real_rows(run: RunFolder, data: TableDataset) -> RealRows:
    """The training rows and the model of a run, read once as long as neither changes.

    Raises:
        Problem: Bundle or data are gone, or no longer belong together.
    """
    paths = (run.bundle / MODEL, run.bundle / SCHEMA, run.path / "spec.json", data.folder / FILE)
    stamps = tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in paths)
    return _real_rows(run.path, data.folder, stamps)


@lru_cache(maxsize=2)
def _real_rows(run: Path, folder: Path, stamps: tuple[int, ...]) -> RealRows:  # noqa: ARG001
    opened = RunFolder(run)
    bundle, plan = Bundle.load(opened.bundle, threads=THREADS), opened.spec().plan
    outcome, encoder = needed_outcome(plan), bundle.schema.encoder
    whole = TableDataset(folder).as_planned(plan)
    rows = split_rows(whole, plan).train
    training = whole.take(pa.array(rows))
    target = plan.named("target")[0].name
    records = records_of(training, class_codes(training[target], outcome), encoder)
    compared = records.some(COMPARED)
    columns = changeable_columns(training, plan.fields, encoder)
    space = Space(columns, compared, usual_distance(compared), encoder, bundle.score)
    return RealRows(bundle, records, rows[records.place], space)
