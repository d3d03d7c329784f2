"""Files on their way into the workspace: uploads are set down on disk, paths on this machine are checked."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from bigmodel.runs.write import say
from bigmodel.spec import Problem

KEPT = 24 * 3600
"""Seconds after which an upload that nobody used is thrown away."""
CHUNK = 1 << 22


class Uploaded(Protocol):
    """What ``st.file_uploader`` gives."""

    file_id: str
    name: str

    def getbuffer(self) -> memoryview:
        """The content, not copied."""


def set_down(upload: Uploaded, room: Path) -> Path:
    """Write an upload below ``room`` once and give its path; later calls find it there.

    Args:
        upload: The uploaded file.
        room: A folder for uploads; it is created, and what lay there too long is removed.

    Raises:
        Problem: The disk is full or the folder can't be written; nothing of the upload is left there.
    """
    folder = room / re.sub(r"[^A-Za-z0-9-]", "", upload.file_id)
    path = folder / plain_name(upload.name)
    if path.exists():
        return path
    try:
        _tidy(room)
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / "part"
        content = upload.getbuffer()
        with part.open("wb") as file:
            for start in range(0, len(content), CHUNK):
                file.write(content[start : start + CHUNK])
        part.replace(path)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise say(error, path) from error
    return path


def drop(path: Path, room: Path) -> None:
    """Remove an upload that was read; a file that lies elsewhere stays."""
    if path.is_relative_to(room):
        shutil.rmtree(path.parent, ignore_errors=True)


def plain_name(name: str) -> str:
    """The last part of a file name, without control characters and short enough for a file system."""
    last = re.split(r"[\\/]", name)[-1]
    last = "".join(sign for sign in last if sign.isprintable()).strip(". ") or "file"
    stem, dot, ending = last.partition(".")
    while len(last.encode()) > 200 and stem:
        stem = stem[:-1]
        last = stem + dot + ending[-40:]
    return last


def local_path(written: str, endings: Sequence[str], *, folders: bool = False) -> Path:
    """The file that a person named by its path on this machine.

    Args:
        written: The path as it was written.
        endings: What a file's name may end with.
        folders: Whether a folder will do too.

    Raises:
        Problem: There is no such file, it can't be read, or it is of another type.
    """
    path = Path(written.strip().strip("\"'")).expanduser()
    try:
        if folders and path.is_dir():
            next(path.iterdir(), None)
            return path
        if path.is_dir():
            raise Problem("This is a folder", where=path.name, remedy="Give the path of a file.")
        if not path.is_file():
            raise Problem(f"There is no file {path}", remedy="Give the whole path, for example /home/me/claims.csv.")
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        raise Problem("This file can't be opened", where=path.name, remedy="Check its permissions.") from error
    if not path.name.lower().endswith(tuple(endings)):
        raise Problem(
            "This type of file is not read here", where=path.name, remedy=f"Give one of {', '.join(endings)}."
        )
    return path


def _tidy(room: Path) -> None:
    if not room.exists():
        return
    for folder in room.iterdir():
        try:
            old = time.time() - folder.stat().st_mtime > KEPT
        except FileNotFoundError:  # another tab was quicker
            continue
        if old:
            shutil.rmtree(folder, ignore_errors=True)
