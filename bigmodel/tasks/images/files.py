"""Pictures that are files: in a zip, in a folder of this machine, or brought one by one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from bigmodel.data.archive import Archive, Limits
from bigmodel.spec import Problem
from bigmodel.tasks.images.folders import hidden, labels_of
from bigmodel.tasks.images.stock import BATCH, PICTURE_ENDINGS, Batch, Stock, listed

LIMITS = Limits(total=64 << 30, entry=256 << 20)
"""A picture that may be decoded has less than 256 MB, whatever its format; no more than a batch is in memory."""
TABLES = (".csv", ".tsv")
MOST_FILES = 1_000_000


def zip_files(path: Path) -> tuple[Stock, dict[str, bytes]]:
    """The pictures of a zip, and the tables that lie beside them by name.

    Raises:
        Problem: It can't be opened, or is made to fill memory.
    """
    archive = Archive(path, LIMITS)
    places = [place for place, name in enumerate(archive.names) if _is_picture(name)]
    names = [archive.names[place] for place in places]

    def read(place: int, most: int | None) -> bytes:
        try:
            return archive.read(places[place], most)
        except Problem:  # one damaged file does not spoil the others: it is told among those that can't be read
            return b""

    tables = {
        name: archive.read(place)
        for place, name in enumerate(archive.names)
        if name.lower().endswith(TABLES) and not hidden(name)
    }
    return _stock(names, [name for name in archive.names if name not in tables], read), tables


def folder_files(path: Path) -> tuple[Stock, dict[str, bytes]]:
    """The pictures of a folder and the folders in it, and the tables that lie beside them by name.

    Raises:
        Problem: The folder can't be read, or holds more files than a set of pictures would.
    """
    found: list[str] = []
    for folder, below, files in os.walk(path):
        below[:] = sorted(name for name in below if not hidden(name))
        inside = Path(folder).relative_to(path)
        found += [(inside / name).as_posix() for name in sorted(files) if not hidden(name)]
        if len(found) > MOST_FILES:
            raise Problem(f"The folder holds more than {MOST_FILES:,} files", where=path.name, remedy="Choose a part.")
    names = [name for name in found if _is_picture(name)]
    tables = {name: _content(path / name) for name in found if name.lower().endswith(TABLES)}
    return _stock(
        names, [name for name in found if name not in tables], lambda place, _most: path / names[place]
    ), tables


def single_files(paths: Sequence[Path]) -> Stock:
    """Pictures brought one by one; where they lie says nothing of their class."""
    stock = _stock([path.name for path in paths], [], lambda place, _most: paths[place])
    return Stock(stock.names, [None] * len(paths), [None] * len(paths), stock.fetch)


def _stock(names: list[str], every: Sequence[str], read: Callable[[int, int | None], bytes | Path]) -> Stock:
    def fetch(places: Sequence[int], most: int | None) -> Iterator[Batch]:
        for start in range(0, len(places), BATCH):
            yield [read(place, most) for place in places[start : start + BATCH]]

    labels, parts = labels_of(names)
    others = [PurePosixPath(name).name for name in every if not _is_picture(name) and not hidden(name)]
    return Stock(names, labels, parts, fetch, notes=left_out(others))


def left_out(others: Sequence[str]) -> list[str]:
    """The remark about files that are no pictures, none where there are none."""
    if not others:
        return []
    said = "1 file is not a picture and was" if len(others) == 1 else f"{len(others):,} files are not pictures and were"
    return [f"{said} left out: {listed(others)}"]


def _is_picture(name: str) -> bool:
    return name.lower().endswith(PICTURE_ENDINGS) and not hidden(name)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.stat().st_size <= LIMITS.entry else b""
    except OSError:
        return b""
