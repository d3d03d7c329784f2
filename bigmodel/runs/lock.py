"""A lock between processes that the system gives back when its holder dies."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from bigmodel.runs.write import say
from bigmodel.spec import Problem

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """An exclusive lock on a file; the file stays, only the lock matters.

    As a context manager it waits up to ten seconds for the lock.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def take(self, seconds: float = 0.0) -> bool:
        """Try to get the lock, for ``seconds`` if it is held by somebody.

        Raises:
            Problem: The lock file can't be opened.
        """
        until = time.monotonic() + seconds
        try:
            file = self.path.open("ab")
        except OSError as error:
            raise say(error, self.path) from error
        while True:
            try:
                _take(file)
            except OSError:  # held by another: the only thing that a non-blocking attempt reports on a local disk
                if time.monotonic() >= until:
                    file.close()
                    return False
                time.sleep(0.01)
            else:
                self._file = file
                return True

    def release(self) -> None:
        """Give the lock back; closing the file does it on every system."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        if not self.take(10.0):
            raise Problem("Another program holds this file", where=self.path.name, remedy="Try again in a moment.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
