"""What the folders of pictures say: the class of each, and whether it is kept for the test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

PARTS = {
    "train": "train",
    "training": "train",
    "test": "test",
    "testing": "test",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
}
"""Names of folders that are a part of the data, in lower case."""


def labels_of(names: Sequence[str]) -> tuple[list[str | None], list[str | None]]:
    """Class and part of each picture by the folders in which it lies.

    The class is the folder that holds the picture. Where that is the same for all (``cats/batch1``, ``dogs/batch1``),
    it is the nearest folder above that tells pictures apart. A folder named for a part (``train``, ``test``) above
    the class says the part; pictures that lie in such folders themselves have no class.

    Args:
        names: Paths with ``/`` between folders.

    Returns:
        Classes and parts (``train``, ``validation``, ``test``), None where nothing is said.
    """
    folders = [PurePosixPath(name).parts[:-1] for name in names]
    labels = _at(folders, 1)
    if {(label or "").lower() for label in labels} <= {*PARTS, ""} and any(labels) and _are_parts(labels):
        return [None] * len(names), [PARTS.get((label or "").lower()) for label in labels]
    parts = [_part(each[:-1]) for each in folders]
    depth = max(map(len, folders), default=0)
    for up in range(1, depth + 1):
        found = _at(folders, up)
        if len({label for label in found if label}) > 1:
            if up > 1 and {(label or "").lower() for label in found} <= {*PARTS, ""}:
                break
            return found, parts
    return labels, parts


def hidden(name: str) -> bool:
    """Whether a file is one that systems leave behind (``.DS_Store``, ``__MACOSX``)."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _at(folders: Sequence[tuple[str, ...]], up: int) -> list[str | None]:
    return [each[-up] if len(each) >= up else None for each in folders]


def _part(above: tuple[str, ...]) -> str | None:
    return next((PARTS[folder.lower()] for folder in above if folder.lower() in PARTS), None)


def _are_parts(labels: Sequence[str | None]) -> bool:
    """Whether the folders are training and test, and not a single class that happens to be called so."""
    return {"train", "test"} <= {PARTS.get((label or "").lower()) for label in labels}
