"""What a set of pictures looks like: some of each class, how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bigmodel.spec import Block, Gallery, Plan, Table
from bigmodel.tasks.images.dataset import PictureDataset
from bigmodel.tasks.plane import plane
from bigmodel.tasks.split_table import split_table

EACH = 6
MOST = 60


def profile(data: PictureDataset, plan: Plan) -> Sequence[Block]:
    """The split, thumbnails per class, and a table of classes with their numbers of pictures."""
    labels = data.cases["label"].to_pylist()
    rows = thumbnails(labels, MOST)
    counts = Counter(label for label in labels if label is not None)
    names = sorted(counts)
    height, width, channels = data.shape
    return [
        split_table(data.cases, plan, None),
        Gallery(
            f"Pictures of {height} x {width} pixels, {'colour' if channels == 3 else 'grey'}",
            [plane(picture) for picture in data.take(rows)],
            [str(labels[row] or "no class") for row in rows],
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


def thumbnails(labels: Sequence[str | None], most: int) -> list[int]:
    """Row numbers of the first pictures of each class, class by class, ``most`` at most."""
    classes = sorted({label for label in labels if label is not None})
    each = max(1, min(EACH, most // max(1, len(classes))))
    taken: dict[str | None, list[int]] = {name: [] for name in classes}
    for row, label in enumerate(labels):
        if label in taken and len(taken[label]) < each:
            taken[label].append(row)
    return [row for rows in taken.values() for row in rows][:most]
