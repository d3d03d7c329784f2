"""Pictures that were found, before any is decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec import Problem
from bigmodel.spec.shorten import shorten

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".gif")
BATCH = 256
"""Pictures that are in memory at a time."""
NAMED = 5

Batch = Sequence[bytes | Path] | NDArray[np.uint8]
"""Some files, not decoded (empty bytes where one can't be had), or an array uint8 (n, height, width, 1 or 3)."""
Fetch = Callable[[Sequence[int], int | None], Iterator[Batch]]


@dataclass(frozen=True)
class Stock:
    """Where pictures lie and what is known of them.

    Attributes:
        names: Name of each.
        labels: Class of each, None where nothing is said.
        parts: ``train``, ``validation`` or ``test`` of each, None where nothing is said.
        fetch: Gives the pictures at some places, ascending, in batches; of files only the first bytes where a number
            is given.
        shape: Height, width and channels where all have the same and that is known.
        notes: What was noticed.
    """

    names: list[str]
    labels: list[str | None]
    parts: list[str | None]
    fetch: Fetch
    shape: tuple[int, int, int] | None = None
    notes: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.names)

    def batches(self, places: Sequence[int], most: int | None = None) -> Iterator[Batch]:
        """The pictures at ascending places, at most ``BATCH`` at a time."""
        return self.fetch(places, most)

    def held_out(self) -> Stock:
        """The same pictures, all kept for the test."""
        return replace(self, parts=["test"] * len(self))


def join(stocks: Sequence[Stock]) -> Stock:
    """All pictures of several stocks, one stock after the other."""
    if len(stocks) == 1:
        return stocks[0]
    starts = np.cumsum([0, *(len(each) for each in stocks)])

    def fetch(places: Sequence[int], most: int | None) -> Iterator[Batch]:
        asked = np.asarray(places, np.int64)
        for stock, start, end in zip(stocks, starts, starts[1:], strict=False):
            mine = asked[(asked >= start) & (asked < end)] - start
            if len(mine):
                yield from stock.fetch(mine.tolist(), most)

    shapes = {each.shape for each in stocks}
    return Stock(
        [name for each in stocks for name in each.names],
        [label for each in stocks for label in each.labels],
        [part for each in stocks for part in each.parts],
        fetch,
        shapes.pop() if len(shapes) == 1 else None,
        [note for each in stocks for note in each.notes],
    )


def array_stock(
    blocks: Callable[[], Iterator[NDArray[np.uint8]]],
    shape: tuple[int, int, int],
    names: list[str],
    labels: list[str | None],
    part: str | None = None,
) -> Stock:
    """Pictures of an array that is read from its beginning, block by block.

    Args:
        blocks: Starts reading: uint8 (some, height, width, channels) each.
        shape: Height, width and channels.
        names: Name of each.
        labels: Class of each.
        part: Part of all of them.
    """

    def fetch(places: Sequence[int], _most: int | None) -> Iterator[Batch]:
        asked = np.asarray(places, np.int64)
        start = 0
        for block in blocks():
            mine = asked[(asked >= start) & (asked < start + len(block))] - start
            for first in range(0, len(mine), BATCH):
                yield block[mine[first : first + BATCH]]
            start += len(block)
            # Read to the end where all is wanted: what is wrong with a file is found there.
            if start > asked[-1] and len(asked) < len(names):
                return

    return Stock(names, labels, [part] * len(names), fetch, shape)


def listed(names: Sequence[str], most: int = NAMED) -> str:
    """The first names, long ones shortened, and a sign that there are more."""
    return ", ".join(map(shorten, names[:most])) + (" …" if len(names) > most else "")


def nothing_readable(where: str, names: Sequence[str] = ()) -> Problem:
    """What to say where no picture is found."""
    said = f" ({listed(names)} could not be read)" if names else ""
    return Problem(
        f"There is no readable picture in it{said}",
        where=where,
        remedy="Bring PNG or JPEG files; to train on them, in one folder per class.",
    )
