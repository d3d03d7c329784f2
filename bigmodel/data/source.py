"""Opening text files for reading, unpacked where they are gzipped, with a limit against bombs."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from bigmodel.spec import Problem

FREE_BYTES = 1 << 30
"""Up to this size unpacked text is never suspected."""

MAX_RATIO = 150
"""Beyond ``FREE_BYTES``, more unpacked bytes than this for each packed one is taken for a bomb. Tables pack 3 to 30."""


class GzipText(io.RawIOBase):
    """The unpacked bytes of a gzip file; stops at a bomb.

    Raises:
        Problem: On reading: the archive is damaged, or it unpacks to far more than a table would.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._name = path.name
        self._allowed = max(FREE_BYTES, MAX_RATIO * path.stat().st_size)
        self._given = 0
        self._file = gzip.open(path)  # noqa: SIM115 - closed in close()

    def readable(self) -> bool:
        """Always true."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, empty at the end."""
        try:
            left = self._allowed + 1 - self._given
            block = self._file.read(min(size, left) if size >= 0 else left)
        except (OSError, EOFError, zlib.error):
            raise Problem("The gzip archive is damaged", where=self._name, remedy="Pack or copy it again.") from None
        self._given += len(block)
        if self._given > self._allowed:
            raise Problem(
                f"The archive unpacks to more than {MAX_RATIO} times its size, as made to fill memory",
                where=self._name,
                remedy="Unpack it yourself if you trust it, and open the text file.",
            )
        return block

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_text(path: Path) -> BinaryIO:
    """Open a text file's bytes, unpacked where it is gzipped.

    Raises:
        Problem: The file is gone, or (on reading) it is damaged or a bomb.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        return cast(BinaryIO, GzipText(path)) if packed else path.open("rb")
    except OSError as error:
        said = error.strerror or "unknown reason"
        raise Problem(f"The file can't be opened ({said})", where=path.name, remedy="Check the path.") from None
