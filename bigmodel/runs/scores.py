"""Scores that a run leaves in ``scores/``: every later view is computed from them without the model.

Scores follow one convention everywhere: float32; for two classes shape (n,), the probability of the positive
class; for more classes shape (n, k), the probability of each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bigmodel.runs.folder import RunFolder
from bigmodel.runs.write import write_whole
from bigmodel.spec import Problem

Part = Literal["validation", "test"]
_EPOCH = re.compile(r"epoch-(\d{4,})\.npy")


@dataclass(frozen=True)
class CaseScores:
    """Cases of one part with their scores.

    Attributes:
        row: Row numbers in the dataset, int64 (n,).
        y: Class indices, int32 (n,).
        score: float32 (n,) or (n, k).
        amount: Money in each row, float64 (n,), or None.
        time: datetime64[ns] (n,), or None.
    """

    row: NDArray[np.int64]
    y: NDArray[np.int32]
    score: NDArray[np.float32]
    amount: NDArray[np.float64] | None = None
    time: NDArray[np.datetime64] | None = None

    def take(self, places: NDArray[np.int64]) -> CaseScores:
        """The cases at these places, in this order."""
        return CaseScores(
            self.row[places],
            self.y[places],
            self.score[places],
            None if self.amount is None else self.amount[places],
            None if self.time is None else self.time[places],
        )


def write_cases(folder: RunFolder, part: Part, cases: CaseScores) -> None:
    """Store the chosen epoch's scores of a part as ``scores/<part>.parquet``."""
    score = np.asarray(cases.score, np.float32)
    flat = pa.array(score.reshape(-1))
    columns: dict[str, pa.Array] = {
        "row": pa.array(np.asarray(cases.row, np.int64)),
        "y": pa.array(np.asarray(cases.y, np.int32)),
        "score": flat if score.ndim == 1 else pa.FixedSizeListArray.from_arrays(flat, score.shape[1]),
    }
    if cases.amount is not None:
        columns["amount"] = pa.array(np.asarray(cases.amount, np.float64))
    if cases.time is not None:
        columns["time"] = pa.array(np.asarray(cases.time, "datetime64[ns]"))
    table = pa.table(columns)
    write_whole(_path(folder, f"{part}.parquet"), lambda path: pq.write_table(table, path))


def read_cases(folder: RunFolder, part: Part) -> CaseScores:
    """The chosen epoch's scores of a part.

    Raises:
        Problem: They are missing or damaged.
    """
    path = folder.scores / f"{part}.parquet"
    try:
        table = pq.read_table(path, memory_map=False)
        score = table["score"].combine_chunks()
        if pa.types.is_fixed_size_list(score.type):
            scores = score.flatten().to_numpy(zero_copy_only=False).reshape(-1, score.type.list_size)
        else:
            scores = score.to_numpy(zero_copy_only=False)
        return CaseScores(
            row=table["row"].to_numpy().astype(np.int64, copy=False),
            y=table["y"].to_numpy().astype(np.int32, copy=False),
            score=scores.astype(np.float32, copy=False),
            amount=_optional(table, "amount"),
            time=_optional(table, "time"),
        )
    except FileNotFoundError:
        raise Problem(f"This run has no {part} scores yet", where=folder.id) from None
    except (OSError, KeyError, ValueError, pa.ArrowException) as error:
        raise Problem(f"The {part} scores of this run are damaged", where=path.name) from error


def write_epoch(folder: RunFolder, epoch: int, score: NDArray[np.float32]) -> None:
    """Store the validation scores of an epoch (1 for the first), in the row order of the validation cases."""
    _save_array(_path(folder, f"epoch-{epoch:04d}.npy"), np.asarray(score, np.float32))


def read_epoch(folder: RunFolder, epoch: int) -> NDArray[np.float32]:
    """The validation scores of an epoch.

    Raises:
        Problem: They are missing or damaged.
    """
    path = folder.scores / f"epoch-{epoch:04d}.npy"
    try:
        loaded: NDArray[np.float32] = np.load(path, allow_pickle=False)
    except FileNotFoundError:
        raise Problem(f"This run has no scores of epoch {epoch}", where=folder.id) from None
    except (OSError, ValueError, EOFError) as error:
        raise Problem(f"The scores of epoch {epoch} are damaged", where=path.name) from error
    return loaded


def epochs(folder: RunFolder) -> list[int]:
    """The epochs whose validation scores are stored, in order."""
    if not folder.scores.is_dir():
        return []
    matches = (_EPOCH.fullmatch(path.name) for path in folder.scores.iterdir())
    return sorted(int(match[1]) for match in matches if match)


def write_baselines(folder: RunFolder, baselines: Mapping[str, Mapping[str, NDArray[np.float32]]]) -> None:
    """Store the baselines' scores: ``{name: {"validation": score, "test": score}}``."""
    arrays: dict[str, Any] = {
        f"{name}/{part}": np.asarray(score, np.float32)
        for name, parts in baselines.items()
        for part, score in parts.items()
    }

    def write(path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, **arrays)

    write_whole(_path(folder, "baselines.npz"), write)


def read_baselines(folder: RunFolder) -> dict[str, dict[str, NDArray[np.float32]]]:
    """The baselines' scores, empty where there are none.

    Raises:
        Problem: They are damaged.
    """
    path = folder.scores / "baselines.npz"
    found: dict[str, dict[str, NDArray[np.float32]]] = {}
    try:
        with np.load(path, allow_pickle=False) as arrays:
            for key in arrays.files:
                name, _, part = key.rpartition("/")
                found.setdefault(name, {})[part] = arrays[key]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, EOFError) as error:
        raise Problem("The baselines' scores are damaged", where=path.name) from error
    return found


def _path(folder: RunFolder, name: str) -> Path:
    folder.scores.mkdir(exist_ok=True)
    return folder.scores / name


def _save_array(path: Path, array: NDArray[np.float32]) -> None:
    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:
            np.save(file, array)

    write_whole(path, write)


def _optional(table: pa.Table, name: str) -> NDArray[Any] | None:
    return table[name].to_numpy() if name in table.column_names else None
