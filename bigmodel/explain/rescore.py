"""Scores of a changed population: what did not change keeps its stored score, the rest is scored by the bundle."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.explain.population import Population
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.columns_read import columns_read
from bigmodel.inference.numbers import read_numbers
from bigmodel.inference.table import encode_table

BLOCK = 8_192
"""Rows scored at once."""
THREADS = 2
LOOK = 0.2
"""Seconds between two looks at whether somebody wants to stop, however long a block takes."""

Progress = Callable[[float], None]
"""Told the share that is done; what it raises ends the work."""


def unheard(done: float) -> None:
    """Progress that nobody looks at."""


def rescored(
    population: Population, before: pa.Table, score: NDArray[np.float32], bundle: Bundle, progress: Progress = unheard
) -> NDArray[np.float32]:
    """The score of each case of a population, float32 (m,) or (m, k).

    Args:
        population: The cases after changes, in the kinds of training.
        before: The cases before, n rows.
        score: Their stored scores, (n,) or (n, k).
        bundle: The model.
        progress: Told the share that is done after each block; what it raises ends the work.

    Raises:
        Problem: The rows can't be scored.
    """
    new = score[population.origin]
    places = np.flatnonzero(differing(population, before, set(columns_read(bundle.schema.encoder))))
    if len(places):
        table = population.table if len(places) == len(new) else population.table.take(pa.array(places))
        new[places] = score_rows(table, bundle, progress)
    return new


def score_rows(table: pa.Table, bundle: Bundle, progress: Progress = unheard) -> NDArray[np.float32]:
    """Encode and score rows block by block, two blocks beside each other.

    Args:
        table: Rows in the kinds of training.
        bundle: The model.
        progress: As in ``rescored``.

    Raises:
        Problem: The rows can't be scored.
    """
    encoder = bundle.schema.encoder

    def score(start: int) -> NDArray[np.float32]:
        return bundle.score(encode_table(table.slice(start, BLOCK), encoder))

    pool = ThreadPoolExecutor(THREADS)
    try:
        parts = [pool.submit(score, start) for start in range(0, table.num_rows, BLOCK)]
        left = set(parts)
        while left:
            left = wait(left, LOOK).not_done
            progress(1 - len(left) / len(parts))
    finally:
        # Who stops waits for no block: those that have not begun never do, and nobody reads the others.
        pool.shutdown(wait=False, cancel_futures=True)
    return np.concatenate([part.result() for part in parts]) if parts else score(0)


def differing(population: Population, before: pa.Table, columns: set[str]) -> NDArray[np.bool_]:
    """The cases with a cell other than before in one of these columns, bool (m,)."""
    found = np.zeros(len(population.origin), bool)
    for name in population.changed & columns:
        was = before[name]
        if not np.array_equal(population.origin, np.arange(before.num_rows)):
            was = was.take(pa.array(population.origin))
        found |= _differ(population.table[name], was)
    return found


def _differ(new: pa.ChunkedArray, was: pa.ChunkedArray) -> NDArray[np.bool_]:
    if pa.types.is_integer(new.type) or pa.types.is_floating(new.type):
        first, second = read_numbers(new)[0], read_numbers(was)[0]
        return np.asarray((first != second) & ~(np.isnan(first) & np.isnan(second)))
    if new.type != was.type:
        new, was = new.cast(pa.string()), was.cast(pa.string())
    differ = pc.fill_null(pc.not_equal(new, was), False)
    return np.asarray(pc.or_(differ, pc.xor(pc.is_null(new), pc.is_null(was))).to_numpy(), bool)
