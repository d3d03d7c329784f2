"""The validation rows of a run as its model takes them, for explanations that ask the model about many of them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.explain.association import associations
from bigmodel.explain.columns import Layout, Rows, Score, encode_rows, layout_of
from bigmodel.inference.bundle import MODEL, Bundle
from bigmodel.inference.table import number_names
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import read_cases
from bigmodel.spec import Problem
from bigmodel.tasks.tabular.dataset import FILE, TableDataset
from bigmodel.tasks.tabular.score import as_trained
from bigmodel.tasks.task import Dataset

MOST = 50_000
"""Validation rows that are looked at; of more a random sample."""
THREADS = 2
TRIED, TIMES = 512, 12
"""Rows on which the pace is measured, and how often: the best counts, for a machine may be busy for a moment."""
DELETED = "The dataset was deleted, so the model can't be asked about its rows."


@dataclass(frozen=True)
class ModelRows:
    """A model and rows that it did not learn from.

    Attributes:
        bundle: The model.
        layout: The columns that its scores follow from.
        total: Number of validation rows.
        rows: Those that are looked at, n of them.
        y: Their classes, int32 (n,).
        score: Their stored scores, float32 (n,) or (n, k).
        together: How closely columns go together (``associations``).
    """

    bundle: Bundle
    layout: Layout
    total: int
    rows: Rows
    y: NDArray[np.int32]
    score: NDArray[np.float32]
    together: NDArray[np.float64]

    def encode(self, table: pa.Table) -> Rows:
        """Rows of a table as the model takes them."""
        return encode_rows(as_trained(table, self.bundle.schema), self.bundle.schema.encoder)

    def followed(self, number: int) -> tuple[Score, NDArray[np.float32]]:
        """The score of one class, as a function and as it is stored; for two classes that of the positive one."""
        if self.bundle.schema.outcome.binary:
            return self.bundle.score, self.score
        return (lambda tensors: self.bundle.score(tensors)[:, number]), self.score[:, number]


def model_rows(run: RunFolder, data: Dataset) -> ModelRows:
    """Open the model and encode validation rows; kept for the next question about the same run.

    Raises:
        Problem: Scores, bundle or data are gone, damaged, or do not belong together.
    """
    table = cast(TableDataset, data)
    paths = (run.report_path, run.bundle / MODEL, table.folder / FILE)
    stamps = tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in paths)
    return _model_rows(run.path, table.folder, stamps)


def pace(run: RunFolder) -> float:
    """Rows that the model scores in a second on this machine, measured once for a run.

    Raises:
        Problem: The bundle is gone or damaged.
    """
    path = run.bundle / MODEL
    return _pace(run.path, path.stat().st_mtime_ns if path.is_file() else 0)


def spread(score: NDArray[np.floating], size: int) -> NDArray[np.int64]:
    """Places of at most so many rows, evenly over the rows by rising score, so that few stand well for all."""
    order = np.argsort(score, kind="stable")
    if len(order) <= size:
        return order.astype(np.int64)
    found: NDArray[np.int64] = order[((np.arange(size) + 0.5) * len(order) / size).astype(np.int64)].astype(np.int64)
    return found


@lru_cache(maxsize=8)
def _pace(run: Path, stamp: int) -> float:  # noqa: ARG001
    bundle = Bundle.load(RunFolder(run).bundle, threads=THREADS)
    encoder = bundle.schema.encoder
    numbers = np.zeros((TRIED, len(number_names(encoder))), np.float32)
    tensors = {"numbers": numbers, "codes": np.zeros((TRIED, len(encoder["categories"])), np.int32)}
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        bundle.score(tensors)
        seconds.append(time.perf_counter() - began)
    return TRIED / min(seconds)


@lru_cache(maxsize=2)
def _model_rows(run: Path, folder: Path, stamps: tuple[int, ...]) -> ModelRows:  # noqa: ARG001
    opened, data = RunFolder(run), TableDataset(folder)
    bundle = Bundle.load(opened.bundle, threads=THREADS)
    cases, total = read_cases(opened, "validation"), len(data)
    if len(cases.row) and int(cases.row.max()) >= total:
        raise Problem("The dataset has changed since this run was made", remedy="Start a new run on it.")
    places = np.arange(len(cases.row))
    if len(places) > MOST:
        places = np.sort(np.random.default_rng(0).choice(places, MOST, replace=False))
    schema, layout = bundle.schema, layout_of(bundle.schema.encoder)
    rows = encode_rows(as_trained(data.take(cases.row[places]), schema), schema.encoder)
    together = associations(rows, layout)
    return ModelRows(bundle, layout, len(cases.row), rows, cases.y[places], cases.score[places], together)


def all_of(words: list[str], last: str = "and") -> str:
    """Names in a row: ``a``, ``a and b``, ``a, b and c``."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
