"""Writing files whole or not at all, with a sentence when the disk will not take them."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from bigmodel.spec import Problem

FULL = frozenset({errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC})
"""Error numbers that mean that nothing more fits on the disk."""


def is_full(error: BaseException) -> bool:
    """Whether an error says that the disk (or the quota) is full."""
    return isinstance(error, OSError) and error.errno in FULL


def say(error: OSError, path: Path) -> Problem:
    """The sentence for a failed write or removal."""
    if is_full(error):
        return Problem("The disk is full", where=path.name, remedy="Free some space and try again.")
    reason = (error.strerror or str(error)).lower()
    return Problem(f"The file can't be written ({reason})", where=path.name, remedy="Check the folder's permissions.")


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a temporary neighbour of ``path``, then put it in place in one step.

    The file's modification time is set to the nanosecond, so that two writes never share it (the file system's
    own clock moves in steps of milliseconds) and a reader can tell a new file by it.

    Raises:
        Problem: The disk is full or the folder can't be written; ``path`` is then as it was.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{uuid4().hex[:8]}.part")
    try:
        write(temporary)
        now = time.time_ns()
        os.utime(temporary, ns=(now, now))
        put_in_place(temporary, path)
    except OSError as error:
        raise say(error, path) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write bytes whole or not at all; see ``write_whole``."""
    write_whole(path, lambda temporary: temporary.write_bytes(content))


def write_private(path: Path, content: bytes) -> None:
    """Write bytes whole or not at all into a file that only its owner may read, from its first moment on."""

    def write(temporary: Path) -> None:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)

    write_whole(path, write)


def put_in_place(temporary: Path, path: Path) -> None:
    """Rename over ``path``. Windows refuses while somebody reads the old file: wait for the reader there."""
    for _ in range(50 if os.name == "nt" else 0):
        try:
            temporary.replace(path)
            return
        except PermissionError:
            time.sleep(0.01)
    temporary.replace(path)
