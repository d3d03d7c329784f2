"""A later file as the model sees it, with its scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.kinds import columns_as
from bigmodel.data.labels import class_codes
from bigmodel.data.read import read_table
from bigmodel.data.reading import options_like
from bigmodel.explain.rescore import THREADS
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.score import score_stream
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores
from bigmodel.spec import Plan
from bigmodel.tasks.tabular.columns import amounts, times
from bigmodel.tasks.tabular.score import as_trained, reading_of

BLOCK = 8_192
"""Rows between two reports of progress."""


@dataclass(frozen=True)
class FileRows:
    """The rows of a file.

    Attributes:
        table: The rows in the kinds of the plan.
        cases: The rows with their scores; a class of -1 where the outcome is not there or none of the classes.
        differences: Sentences about what training had not.
    """

    table: pa.Table
    cases: CaseScores
    differences: list[str]


def file_rows(run: RunFolder, path: Path, plan: Plan, progress: Callable[[float], None]) -> FileRows:
    """Read and score a file.

    Args:
        run: A run with a bundle.
        path: The file.
        plan: The run's plan.
        progress: Told the share that is done; what it raises ends the work.

    Raises:
        Problem: The file can't be read, has no column that the model learnt from, or the bundle is gone.
    """
    bundle = Bundle.load(run.bundle, threads=THREADS)
    reading = reading_of(bundle.schema)
    progress(0.0)
    table = read_table(path, options_like(path, reading))
    progress(0.0)
    parts: list[NDArray[np.float32]] = []

    def keep(_: pa.Table, score: NDArray[np.float32]) -> None:
        parts.append(score)
        progress(min(1.0, len(parts) * BLOCK / table.num_rows))

    blocks = (table.slice(start, BLOCK) for start in range(0, table.num_rows, BLOCK))
    streamed = score_stream(blocks, bundle, keep, lambda batch: as_trained(batch, bundle.schema))
    computed = {each.name for each in plan.derived}
    kinds = {field.name: field.kind for field in plan.fields if field.role != "target" and field.name not in computed}
    typed, target = columns_as(table, kinds, reading.options), plan.one("target")
    known = target is not None and target.name in table.column_names
    cases = CaseScores(
        np.arange(table.num_rows),
        class_codes(table[target.name], bundle.schema.outcome)
        if known and target is not None
        else np.full(table.num_rows, -1, np.int32),
        np.concatenate(parts),
        amounts(typed, plan) if _has(typed, plan, "amount") else None,
        times(typed, plan) if _has(typed, plan, "time") else None,
    )
    return FileRows(typed, cases, streamed.differences)


def _has(table: pa.Table, plan: Plan, role: str) -> bool:
    field = plan.one(role)
    return field is not None and field.name in table.column_names
