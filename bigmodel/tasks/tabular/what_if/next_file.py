"""A later file: what has moved, how good the decisions are, and whether the threshold still holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa

from bigmodel.explain.column_drift import column_drift
from bigmodel.explain.drift import Drift, drift_of_labels, drift_of_numbers
from bigmodel.explain.rescore import unheard
from bigmodel.figures.then_and_now import scores_then_and_now
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import read_cases
from bigmodel.spec import Block, Control, Figure, Plan, Schema, Sentence, Words
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.drift_blocks import drift_blocks
from bigmodel.tasks.tabular.what_if.file_rows import FileRows, file_rows
from bigmodel.tasks.tabular.what_if.file_verdict import file_verdict
from bigmodel.tasks.tabular.what_if.learnt_from import training_table
from bigmodel.tasks.tabular.what_if.validation_rows import schema_of, validation_rows
from bigmodel.tasks.task import Dataset, Section

ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".xlsx", ".xls", ".xlsb", ".ods", ".parquet", ".pq")
MOST = 200_000
"""Training rows that are compared at most; more would change no figure that is shown."""
TITLE = "What if the next file comes"


class NextFile:
    """Drift of columns and scores, decisions on the file, and the threshold."""

    title = TITLE
    section: Section = "Next month's file"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """The file."""
        if run.report() is None:
            return ()
        help = "With the columns of the training file. The outcome may be there or not."
        return (Control(name="file", title="A later file", kind="file", options=ENDINGS, help=help),)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The answer in a sentence, cards, what has moved.

        Raises:
            Problem: The file can't be read or holds none of the model's columns, or the bundle is gone.
        """
        if run.report() is None:
            return ()
        path = values.get("file")
        if not path:
            invitation = (
                f"Bring later {words.cases}, such as next month's: here stands what has moved since training, and "
                "whether the threshold still holds. With outcomes in the file also how good the decisions are."
            )
            return [Sentence(TITLE, level=2), Sentence(invitation, level=4)]
        plan, schema = run.spec().plan, schema_of(run)
        rows = file_rows(run, Path(path), plan, values.get("progress", unheard))
        scores = _score_drift(run, rows, schema)
        columns = _column_drift(run, cast(TableDataset, data), rows, plan, schema) if data is not None else None
        return [
            Sentence(TITLE, level=2),
            *file_verdict(run, rows, scores, columns, words),
            *(Sentence(text, tone="caution") for text in rows.differences),
            *drift_blocks(columns, scores, _score_figure(run, rows)),
        ]


def _score_figure(run: RunFolder, rows: FileRows) -> Figure | None:
    """The scores then and now, None for more than two classes."""
    report = run.report()
    if report is None or report.threshold is None:
        return None
    names = ("validation", "this file")
    return scores_then_and_now(read_cases(run, "validation").score, rows.score, names, report.threshold)


def _score_drift(run: RunFolder, rows: FileRows, schema: Schema) -> Drift:
    then = read_cases(run, "validation").score
    if schema.outcome.binary:
        return drift_of_numbers(then.astype(np.float64), rows.score.astype(np.float64))
    counts = (np.bincount(side.argmax(axis=1), minlength=side.shape[1]).tolist() for side in (then, rows.score))
    before, after = (Counter[str | None](dict(zip(schema.outcome.classes, side, strict=True))) for side in counts)
    return drift_of_labels(before, after)


def _column_drift(run: RunFolder, data: TableDataset, rows: FileRows, plan: Plan, schema: Schema) -> dict[str, Drift]:
    """From training rows to the file; what had moved between training and validation rows already is usual."""
    training = _thinned(training_table(data, plan))
    usual = column_drift(training, validation_rows(run, data).table, schema.encoder)
    return column_drift(training, rows.table, schema.encoder, {name: each.psi for name, each in usual.items()})


def _thinned(table: pa.Table) -> pa.Table:
    if table.num_rows <= MOST:
        return table
    return table.take(pa.array(np.linspace(0, table.num_rows - 1, MOST).astype(np.int64)))
