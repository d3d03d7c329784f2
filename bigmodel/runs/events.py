"""``events.jsonl``: one JSON object a line, written by the run's process, read by whoever looks."""

from __future__ import annotations

import errno
import json
import math
import os
import time
from pathlib import Path
from typing import Any, cast

from bigmodel.runs.write import say
from bigmodel.spec import Event


def append_event(path: Path, kind: str, values: dict[str, Any]) -> None:
    """Append one event with the time ``t`` in seconds since 1970.

    A line is written by one call on a file opened for appending, so lines of several threads or processes do not
    mix. A line that was left half by a process that died or a disk that was full is closed first: readers skip it.
    Values that JSON does not have (NaN, infinity) become null.

    Raises:
        Problem: The disk is full or the file can't be written.
    """
    line = json.dumps({"kind": kind, "t": round(time.time(), 4), **plain(values)}, allow_nan=False).encode() + b"\n"
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags, 0o666)
        try:
            if not _ends_with_line(descriptor):
                line = b"\n" + line
            if os.write(descriptor, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(descriptor)
    except OSError as error:
        raise say(error, path) from error


def read_events(path: Path, after: int = 0) -> tuple[list[Event], int]:
    """Read the events behind a byte offset.

    Args:
        path: The file; a missing one has no events.
        after: The offset that an earlier call returned, 0 for all.

    Returns:
        The events of the whole lines and the offset behind the last of them. A last line without its end is left
        for the next call; lines that are no events are passed over.
    """
    start = max(after, 0)
    try:
        with path.open("rb") as file:
            file.seek(start)
            content = file.read()
    except FileNotFoundError:
        return [], 0
    whole = content.rfind(b"\n") + 1
    events = [event for line in content[:whole].splitlines() if (event := _parse(line)) is not None]
    return events, start + whole


def plain(value: Any) -> Any:
    """The value as JSON has it: NumPy scalars and arrays as Python's own, NaN and infinity as None."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if hasattr(value, "__float__"):
        return plain(float(value))
    return str(value)


def _ends_with_line(descriptor: int) -> bool:
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if size == 0:
        return True
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) == b"\n"


def _parse(line: bytes) -> Event | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast(Event, event) if isinstance(event, dict) and "kind" in event else None
