"""The state of a training after each epoch, on disk in two generations."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec import Problem

NEWEST = "newest.npz"
BEFORE = "before.npz"


@dataclass(frozen=True)
class Progress:
    """How far a training has come.

    Attributes:
        epoch: Epochs that are finished.
        best_epoch: The best of them, 1 for the first.
        best: Its value of ``select``.
        best_loss: Its validation loss, which decides between epochs of one value.
        seconds: Time spent so far.
        ended: Why no epoch follows (``"early"``, ``"diverged"``), empty while more may follow.
    """

    epoch: int = 0
    best_epoch: int = 0
    best: float = -np.inf
    best_loss: float = np.inf
    seconds: float = 0.0
    ended: str = ""


@dataclass(frozen=True)
class Checkpoint:
    """Progress with the weights, the optimiser's state (with all random states) and the best weights."""

    progress: Progress
    state: list[NDArray[Any]]
    best_weights: list[NDArray[Any]]


def save(folder: Path, checkpoint: Checkpoint, made_for: Mapping[str, Any]) -> None:
    """Write a checkpoint, whole or not at all, and keep the one before it.

    Args:
        folder: Exists.
        checkpoint: What to keep.
        made_for: The settings it belongs to; ``load`` refuses it for others.
    """
    words = {"progress": asdict(checkpoint.progress), "made_for": made_for}
    arrays: dict[str, Any] = {f"state_{i}": array for i, array in enumerate(checkpoint.state)}
    arrays |= {f"best_{i}": array for i, array in enumerate(checkpoint.best_weights)}
    arrays["words"] = np.frombuffer(json.dumps(words).encode(), np.uint8)
    part = folder / "newest.part"
    with part.open("wb") as file:
        np.savez(file, **arrays)
        file.flush()
        os.fsync(file.fileno())
    if (folder / NEWEST).exists():
        (folder / NEWEST).replace(folder / BEFORE)
    part.replace(folder / NEWEST)


def load(folder: Path, made_for: Mapping[str, Any]) -> Checkpoint | None:
    """Read the newest checkpoint that is whole, None where there is none.

    Raises:
        Problem: It was made under other settings.
    """
    for name in (NEWEST, BEFORE):
        try:
            with np.load(folder / name, allow_pickle=False) as file:
                words = json.loads(file["words"].tobytes())
                state, best = _numbered(file, "state"), _numbered(file, "best")
        except (FileNotFoundError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            continue
        if words["made_for"] != json.loads(json.dumps(made_for)):
            raise Problem(
                "The kept state of this run belongs to other settings or data", remedy="Start a new run instead."
            )
        return Checkpoint(Progress(**words["progress"]), state, best)
    return None


def clear(folder: Path) -> None:
    """Remove checkpoints of an earlier training in the folder."""
    for name in (NEWEST, BEFORE):
        (folder / name).unlink(missing_ok=True)


def _numbered(file: Any, stem: str) -> list[NDArray[Any]]:
    count = sum(name.startswith(f"{stem}_") for name in file.files)
    return [file[f"{stem}_{index}"] for index in range(count)]
