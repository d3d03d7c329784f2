"""Score a table of any length and write it with score and decision beside every row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.kinds import columns_as
from bigmodel.data.read import stream_table
from bigmodel.data.reading import Reading, options_like
from bigmodel.data.write import CsvWriter
from bigmodel.evaluation.decision import flagged
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.score import score_stream
from bigmodel.inference.table import derived_of
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Kind, Outcome, Schema
from bigmodel.tasks.task import Scored

PREVIEW = 20
DIGITS = 6


def score_table_file(run: RunFolder, source: Path, out: Path) -> Scored:
    """Score a file batch by batch, so that memory does not grow with it.

    Args:
        run: A run with a bundle.
        source: CSV, TSV, Excel or Parquet file.
        out: CSV file to write: the columns of the file, then ``score`` and ``decision`` (two classes), or
            ``class`` and a score for each class.

    Raises:
        Problem: The file can't be read, it has none of the columns that the model learnt from, or the bundle is gone;
            then nothing is written.
    """
    bundle = Bundle.load(run.bundle, threads=2)
    outcome, threshold = bundle.schema.outcome, bundle.schema.threshold
    counts: Counter[str] = Counter()
    preview: dict[str, list[Any]] = {}
    partial = out.with_name(out.name + ".part")
    try:
        with CsvWriter(partial) as writer:

            def keep(batch: pa.Table, score: NDArray[np.float32]) -> None:
                decided, columns = decide_rows(score, outcome, threshold)
                counts.update(Counter(decided))
                for name, values in columns.items():
                    batch = batch.append_column(_free(name, batch), pa.array(values))
                writer.write(batch)
                if not preview:
                    preview.update(batch.slice(0, PREVIEW).to_pydict())

            batches = stream_table(source, options_like(source, reading_of(bundle.schema)))
            streamed = score_stream(batches, bundle, keep, lambda batch: as_trained(batch, bundle.schema))
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return Scored(
        rows=streamed.rows,
        alerts=counts[FLAGGED] if outcome.binary else None,
        counts=dict(counts),
        differences=streamed.differences,
        preview=preview,
    )


READING = "reading"
"""Where an encoder says how the training file was read."""


def reading_of(schema: Schema) -> Reading:
    """How the training file was read; the defaults in a bundle of an earlier version."""
    return Reading.model_validate(schema.encoder.get(READING, {}))


def as_trained(table: pa.Table, schema: Schema) -> pa.Table:
    """A table with the columns that the model learnt from as the numbers and dates that they were in training."""
    kinds: dict[str, Kind] = {fitted["name"]: "number" for fitted in schema.encoder["numbers"]}
    kinds |= {fitted["name"]: "date" for fitted in schema.encoder["dates"]}
    derived = derived_of(schema.encoder)
    sources = {source for each in derived for source in each.sources}
    kinds |= {field.name: field.kind for field in schema.fields if field.name in sources}
    for each in derived:
        kinds.pop(each.name, None)  # computed, whatever a column of that name holds
    return columns_as(table, kinds, reading_of(schema).options)


FLAGGED, PASSED = "flagged", "passed"
"""What stands in the column ``decision``."""


def decide_rows(
    score: NDArray[np.float32], outcome: Outcome, threshold: float | None
) -> tuple[list[str], dict[str, Any]]:
    """What is decided for each row, and the columns that say so.

    Args:
        score: float32 (n,) for two classes, else (n, k).
        outcome: The classes.
        threshold: The score from which a row is flagged; None for more than two classes.
    """
    if outcome.binary:
        decided = np.where(flagged(score, 0.5 if threshold is None else threshold), FLAGGED, PASSED)
        return decided.tolist(), {"score": np.round(score.astype(np.float64), DIGITS), "decision": decided}
    chosen = np.asarray(outcome.classes)[score.argmax(axis=1)]
    columns = {
        f"score {label}": np.round(score[:, index].astype(np.float64), DIGITS)
        for index, label in enumerate(outcome.classes)
    }
    return chosen.tolist(), {"class": chosen, **columns}


def _free(name: str, table: pa.Table) -> str:
    """A column name that the file does not have yet."""
    while name in table.column_names:
        name = f"{name} (model)"
    return name
