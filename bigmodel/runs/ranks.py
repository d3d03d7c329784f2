"""What a run that ranks leaves in ``scores/``: for each test user the rank of the right item and the lists shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bigmodel.runs.folder import RunFolder
from bigmodel.runs.write import write_whole
from bigmodel.spec import Problem

MODEL = "model"


@dataclass(frozen=True)
class Ranked:
    """The answers of one model.

    Attributes:
        rank: Rank of the right item among all items, 1 for the first, float32 (n,).
        top: The first items of each list as columns of the scores (from 0), int32 (n, k), -1 where there is none.
    """

    rank: NDArray[np.float32]
    top: NDArray[np.int32]


@dataclass(frozen=True)
class CaseRanks:
    """Users of the test with their answers.

    Attributes:
        user: Who, as text.
        target: The right item as a column of the scores (from 0), int32 (n,).
        history: Columns (from 0) of what each chose before, oldest first, int32 arrays.
        models: ``model`` and the baselines by name.
        day: The day on which each event of ``history`` was, datetime64[D] arrays; None where it is not known.
    """

    user: tuple[str, ...]
    target: NDArray[np.int32]
    history: Sequence[NDArray[np.int32]]
    models: Mapping[str, Ranked]
    day: Sequence[NDArray[np.datetime64]] | None = None

    @property
    def length(self) -> NDArray[np.int32]:
        """Items in each history, int32 (n,)."""
        return np.asarray([len(each) for each in self.history], np.int32)


def write_ranks(folder: RunFolder, cases: CaseRanks) -> None:
    """Store the test ranks as ``scores/test.parquet``."""
    columns: dict[str, pa.Array] = {
        "user": pa.array(cases.user, pa.string()),
        "target": pa.array(np.asarray(cases.target, np.int32)),
        "history": pa.array([np.asarray(each, np.int32) for each in cases.history], pa.list_(pa.int32())),
    }
    if cases.day is not None:
        columns["day"] = pa.ListArray.from_arrays(columns["history"].offsets, pa.array(np.concatenate(cases.day)))
    for name, ranked in cases.models.items():
        top = np.ascontiguousarray(ranked.top, np.int32)
        columns[f"rank:{name}"] = pa.array(np.asarray(ranked.rank, np.float32))
        columns[f"top:{name}"] = pa.FixedSizeListArray.from_arrays(pa.array(top.reshape(-1)), top.shape[1])
    table = pa.table(columns)
    folder.scores.mkdir(exist_ok=True)
    write_whole(folder.scores / "test.parquet", lambda path: pq.write_table(table, path))


def read_ranks(folder: RunFolder) -> CaseRanks:
    """The test ranks.

    Raises:
        Problem: They are missing or damaged.
    """
    path = folder.scores / "test.parquet"
    try:
        table = pq.read_table(path, memory_map=False)
        names = [name.removeprefix("rank:") for name in table.column_names if name.startswith("rank:")]
        models = {name: Ranked(table[f"rank:{name}"].to_numpy(), _lists(table[f"top:{name}"])) for name in names}
        return CaseRanks(
            tuple(table["user"].to_pylist()),
            table["target"].to_numpy(),
            _ragged(table["history"]),
            models,
            # Runs of before have none.
            _ragged(table["day"]) if "day" in table.column_names else None,
        )
    except FileNotFoundError:
        raise Problem("This run has no test ranks yet", where=folder.id) from None
    except (OSError, KeyError, ValueError, AttributeError, pa.ArrowException) as error:
        raise Problem("The test ranks of this run are damaged", where=path.name) from error


def _lists(column: Any) -> NDArray[np.int32]:
    whole = column.combine_chunks()
    lists: NDArray[np.int32] = whole.flatten().to_numpy(zero_copy_only=False).reshape(-1, whole.type.list_size)
    return lists


def _ragged(column: Any) -> list[NDArray[Any]]:
    whole = column.combine_chunks()
    values = whole.values.to_numpy(zero_copy_only=False)
    ends = whole.offsets.to_numpy(zero_copy_only=False)
    return [values[first:end] for first, end in pairwise(ends)]
