"""A later file: what has moved, how good the decisions are, and whether the threshold still holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa

from bigmodel.explain.column_drift import column_drift
from bigmodel.explain.drift import Drift
from bigmodel.explain.rescore import unheard
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Plan, Schema, Sentence, Words
from bigmodel.tasks.next_file.drift_blocks import drift_blocks, score_figure
from bigmodel.tasks.next_file.file_verdict import file_verdict
from bigmodel.tasks.next_file.invitation import TITLE, file_input, invitation
from bigmodel.tasks.next_file.moved import Moved, answer_drift
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.file_rows import FileRows, file_rows
from bigmodel.tasks.tabular.what_if.learnt_from import training_table
from bigmodel.tasks.tabular.what_if.validation_rows import schema_of, validation_rows
from bigmodel.tasks.task import Dataset, Section

ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".xlsx", ".xls", ".xlsb", ".ods", ".parquet", ".pq")
MOST = 200_000
"""Training rows that are compared at most; more would change no figure that is shown."""


class NextFile:
    """Drift of columns and scores, decisions on the file, and the threshold."""

    title = TITLE
    section: Section = "Next month's file"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """The file."""
        help = "With the columns of the training file. The outcome may be there or not."
        return file_input(run, ENDINGS, help)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The answer in a sentence, cards, what has moved.

        Raises:
            Problem: The file can't be read or holds none of the model's columns, or the bundle is gone.
        """
        if run.report() is None:
            return ()
        path = values.get("file")
        if not path:
            return invitation(words, binary=schema_of(run).outcome.binary)
        plan, schema = run.spec().plan, schema_of(run)
        rows = file_rows(run, Path(path), plan, values.get("progress", unheard))
        columns = _column_drift(run, cast(TableDataset, data), rows, plan, schema) if data is not None else None
        moved = Moved(answer_drift(run, rows.cases.score, schema.outcome), columns)
        return [
            Sentence(TITLE, level=2),
            *file_verdict(run, rows.cases, moved, words),
            *(Sentence(text, tone="caution") for text in rows.differences),
            *drift_blocks(moved, score_figure(run, rows.cases.score, words)),
        ]


def _column_drift(run: RunFolder, data: TableDataset, rows: FileRows, plan: Plan, schema: Schema) -> dict[str, Drift]:
    """From training rows to the file; what had moved between training and validation rows already is usual."""
    training = _thinned(training_table(data, plan))
    usual = column_drift(training, validation_rows(run, data).table, schema.encoder)
    return column_drift(training, rows.table, schema.encoder, {name: each.psi for name, each in usual.items()})


def _thinned(table: pa.Table) -> pa.Table:
    if table.num_rows <= MOST:
        return table
    return table.take(pa.array(np.linspace(0, table.num_rows - 1, MOST).astype(np.int64)))
