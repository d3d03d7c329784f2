"""Scoring a table of any length, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.inference.bundle import Bundle
from bigmodel.inference.columns_read import check_columns
from bigmodel.inference.differences import Watch
from bigmodel.inference.table import encode_table

ROWS = 65_536
"""Rows that are encoded at once; longer batches are cut, so that memory does not grow with the file."""


@dataclass(frozen=True)
class Streamed:
    """Rows that were scored, and sentences about what differs from the training data."""

    rows: int
    differences: list[str]


def score_stream(
    batches: Iterable[pa.Table],
    bundle: Bundle,
    on_batch: Callable[[pa.Table, NDArray[np.float32]], None],
    prepare: Callable[[pa.Table], pa.Table] = lambda batch: batch,
) -> Streamed:
    """Score tables one after the other.

    Args:
        batches: Parts of one file, in order.
        bundle: The model; its ``threads`` say how many chunks are scored beside each other.
        on_batch: Called with each part (of ``ROWS`` rows at most) and its scores, in order.
        prepare: Gives columns the types that they had in training; cells that it nulls count as unreadable.

    Raises:
        Problem: The rows can't be scored, or no column of them is one that the model learnt from.
    """
    watch = Watch(bundle.schema.encoder)
    rows = 0
    for batch in batches:
        check_columns(batch.column_names, bundle.schema.encoder)
        for start in range(0, batch.num_rows, ROWS):
            part = batch.slice(start, ROWS)
            prepared = prepare(part)
            watch.see_nulled(part, prepared)
            on_batch(part, bundle.score(encode_table(prepared, bundle.schema.encoder, watch)))
            rows += part.num_rows
    return Streamed(rows, watch.sentences())
