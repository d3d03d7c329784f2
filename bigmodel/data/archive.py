"""Reading zip archives that nobody vouches for."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Self

from bigmodel.spec import Problem


@dataclass(frozen=True)
class Limits:
    """What an archive may hold.

    Attributes:
        entries: Number of files.
        total: Unpacked bytes of all files together.
        entry: Unpacked bytes of one file.
        ratio: Unpacked bytes for each packed one, looked at above ``free`` bytes.
        free: Up to this many unpacked bytes in all the ratio does not matter.
    """

    entries: int = 200_000
    total: int = 8 << 30
    entry: int = 1 << 30
    ratio: int = 150
    free: int = 256 << 20


class Archive:
    """An archive whose names and declared sizes were checked, to be read in any order.

    Args:
        path: The archive.
        limits: What it may hold.

    Attributes:
        names: Name of each file with ``/`` between folders, in the archive's order.

    Raises:
        Problem: It is damaged, protected, too large, a bomb, or a name climbs out of the folder.
    """

    def __init__(self, path: Path, limits: Limits = Limits()) -> None:
        self._path, self._limits = path, limits
        self._file = _open(path)
        self._entries = _checked(self._file, path, limits)
        self.names = [_name(entry) for entry in self._entries]

    def read(self, place: int, most: int | None = None) -> bytes:
        """The content of the file at a place of ``names``, at most its first ``most`` bytes.

        Raises:
            Problem: It is damaged or larger than it says.
        """
        return _content(self._file, self._entries[place], self._path, self._limits, most)

    def open(self, place: int) -> IO[bytes]:
        """The file at a place of ``names`` as a stream, which gives no more than the size that was checked."""
        return self._file.open(self._entries[place])

    def close(self) -> None:
        """Close the archive."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def read_zip(
    path: Path, limits: Limits = Limits(), endings: tuple[str, ...] = (), others: list[str] | None = None
) -> Iterator[tuple[str, bytes]]:
    """The files of an archive, one after another, in the archive's order.

    All names and declared sizes are checked before the first file is given; sizes again while unpacking.

    Args:
        path: The archive.
        limits: What it may hold.
        endings: Unpack and give only files whose lower-case name ends like this, all where empty.
        others: Told the names of the files that are not given.

    Yields:
        The name with ``/`` between folders, and the content.

    Raises:
        Problem: It is damaged, protected, too large, a bomb, or a name climbs out of the folder.
    """
    with Archive(path, limits) as archive:
        for place, name in enumerate(archive.names):
            if not endings or name.lower().endswith(endings):
                yield name, archive.read(place)
            elif others is not None:
                others.append(name)


def refuse_bomb(path: Path, limits: Limits = Limits(total=4 << 30, entry=4 << 30)) -> None:
    """Refuse a zip that another library will unpack, by counting what its entries really unpack to.

    The sizes that an archive declares may be false, so packed data is run through the unpacker and thrown away
    wherever it could hold more than ``limits.free``.

    Raises:
        Problem: It is damaged or unpacks to too much.
    """
    with _open(path) as archive:
        entries = _checked(archive, path, limits)
        # Deflate reaches 1,032 to 1: small archives can't be bombs.
        if sum(entry.compress_size for entry in entries) * 1032 <= limits.free:
            return
        total = 0
        for entry in entries:
            total += _unpacked(path, entry, limits)
            if total > max(limits.free, limits.ratio * path.stat().st_size) or total > limits.total:
                raise _bomb(path, entry)


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise Problem("The archive is damaged or no zip archive", where=path.name, remedy="Pack it again.") from None


def _checked(archive: zipfile.ZipFile, path: Path, limits: Limits) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > limits.entries:
        raise Problem(
            f"The archive holds {len(entries):,} files, more than {limits.entries:,}",
            where=path.name,
            remedy="Pack fewer files.",
        )
    for entry in entries:
        _check_entry(entry, path)
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > limits.total or (total > limits.free and total > limits.ratio * max(packed, 1)):
        raise _bomb(path, max(entries, key=lambda entry: entry.file_size))
    return entries


def _check_entry(entry: zipfile.ZipInfo, path: Path) -> None:
    parts = PurePosixPath(_name(entry))
    where = _where(path, entry)
    drive = len(entry.filename) > 1 and entry.filename[1] == ":"
    if parts.is_absolute() or ".." in parts.parts or drive or "\0" in entry.orig_filename:
        raise Problem("A path in the archive leads out of its folder", where=where, remedy="Pack the folder again.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Problem("The archive holds a link instead of a file", where=where, remedy="Pack the file itself.")
    if entry.flag_bits & 0x1:
        raise Problem("The archive is protected with a password", where=where, remedy="Pack it without a password.")


def _where(path: Path, entry: zipfile.ZipInfo) -> str:
    return f"{path.name}, {_name(entry)[:200]}"


def _name(entry: zipfile.ZipInfo) -> str:
    return entry.filename.replace("\\", "/")


def _content(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, limits: Limits, most: int | None = None
) -> bytes:
    where = _where(path, entry)
    try:
        with archive.open(entry) as file:
            # zipfile gives no more than the declared size, which was checked.
            content = file.read(limits.entry + 1 if most is None else min(most, limits.entry))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise Problem("This file of the archive is damaged", where=where, remedy="Pack it again.") from None
    if len(content) > limits.entry:
        raise Problem(f"This file is larger than {limits.entry >> 20:,} MB", where=where, remedy="Leave it out.")
    return content


def _unpacked(path: Path, entry: zipfile.ZipInfo, limits: Limits) -> int:
    """The bytes that an entry unpacks to, counted up to ``limits.entry``."""
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        return max(entry.file_size, entry.compress_size)
    unpacker = zlib.decompressobj(-15)
    count = 0
    with path.open("rb") as file:
        file.seek(entry.header_offset + 26)
        lengths = file.read(4)
        file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
        left = entry.compress_size
        while left > 0 and not unpacker.eof and count <= limits.entry:
            packed = file.read(min(left, 1 << 20))
            if not packed:
                break
            left -= len(packed)
            count += _count(unpacker, packed, _where(path, entry))
    return count


def _count(unpacker: zlib._Decompress, packed: bytes, where: str) -> int:
    count = 0
    try:
        while packed:
            count += len(unpacker.decompress(packed, 4 << 20))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        raise Problem("This file of the archive is damaged", where=where, remedy="Save or copy it again.") from None
    return count


def _bomb(path: Path, entry: zipfile.ZipInfo) -> Problem:
    return Problem(
        "The archive unpacks to far more than its size allows, as made to fill memory",
        where=_where(path, entry),
        remedy="Unpack it yourself if you trust it.",
    )
