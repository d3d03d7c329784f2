"""What a set of pictures looks like: some of each class, how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.spec import Block, Gallery, Plan, Table
from bigmodel.tasks.images.dataset import PictureDataset
from bigmodel.tasks.plane import plane
from bigmodel.tasks.split_table import split_table

EACH = 6
SHOWN = 24
"""Classes that are shown at first."""
NO_CLASS = "no class"


def profile(data: PictureDataset, plan: Plan) -> Sequence[Block]:
    """The split, thumbnails per class, and a table of classes with their numbers of pictures."""
    labels = data.cases["label"].to_pylist()
    rows = thumbnails(labels)
    counts = Counter(label or NO_CLASS for label in labels)
    names = sorted(counts, key=lambda name: (name == NO_CLASS, name))
    height, width, channels = data.shape
    return [
        split_table(data.cases, plan, None),
        Gallery(
            f"Pictures of {height} x {width} pixels, {'colour' if channels == 3 else 'grey'}",
            [plane(picture) for picture in data.take(rows)],
            [labels[row] or NO_CLASS for row in rows],
            more=partial(more_of, data.folder),
        ),
        Table(
            "Classes",
            {
                "Class": names,
                "Pictures": [counts[name] for name in names],
                "Share": [counts[name] / max(1, len(labels)) for name in names],
            },
            {"Pictures": "count", "Share": "share"},
        ),
    ]


def more_of(folder: Path, name: str, start: int, number: int) -> list[NDArray[np.uint8]]:
    """Pictures of a class by their place among it, read from disk as they are asked for.

    Args:
        folder: The dataset's folder.
        name: The class.
        start: The first, 0 for the very first.
        number: How many at most.
    """
    data = PictureDataset(folder)
    column = data.cases["label"]
    mine = pc.is_null(column) if name == NO_CLASS else pc.equal(column, name)
    rows = np.flatnonzero(pc.fill_null(mine, False).to_numpy(zero_copy_only=False))
    return [plane(picture) for picture in data.take(rows[start : start + number])]


def thumbnails(labels: Sequence[str | None]) -> list[int]:
    """Row numbers of the first pictures of each class, class by class, those without a class at the end."""
    known = sorted({label for label in labels if label is not None})
    classes: list[str | None] = [*known, None] if None in labels else list(known)
    taken: dict[str | None, list[int]] = {name: [] for name in classes[:SHOWN]}
    for row, label in enumerate(labels):
        if label in taken and len(taken[label]) < EACH:
            taken[label].append(row)
    return [row for rows in taken.values() for row in rows]
