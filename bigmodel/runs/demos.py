"""Demos: scripted sequences of views, one file each in ``demos/`` of the workspace (``ID.demo.json``)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bigmodel.runs.ids import clean_name, is_id, new_id
from bigmodel.runs.lock import FileLock
from bigmodel.runs.write import say, write_bytes
from bigmodel.spec import Problem
from bigmodel.spec.demo import Demo, Step
from bigmodel.spec.shorten import shorten

SUFFIX = ".demo.json"
LARGEST = 1_000_000
"""Bytes of a demo; two hundred steps with all they may say are less."""
SHOWN = 3
"""The most faults of a file that are said at once."""


class Demos:
    """The demos of a workspace.

    Args:
        root: The folder; it is made when the first demo is kept.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def ids(self) -> list[str]:
        """The ids of all demos, newest change first; also of those that can't be read."""
        found = []
        for path in self.root.glob(f"*{SUFFIX}"):
            id = path.name.removesuffix(SUFFIX)
            try:
                changed = path.stat().st_mtime_ns
            except FileNotFoundError:  # deleted in another tab
                continue
            if is_id(id):
                found.append((changed, id))
        return [id for _, id in sorted(found, reverse=True)]

    def get(self, id: str) -> Demo:
        """The demo of an id.

        Raises:
            Problem: There is none, or its file is damaged.
        """
        try:
            return read_demo(self._path(id).read_bytes(), f"{id}{SUFFIX}")
        except FileNotFoundError:
            raise Problem("This demo was deleted", remedy="Choose another one under Runs.") from None
        except OSError as error:
            raise say(error, self._path(id)) from error

    def keep(self, demo: Demo) -> str:
        """Write a new demo and give its id.

        Raises:
            Problem: The title is empty or too long, or the file can't be written.
        """
        checked = demo.model_copy(update={"title": clean_name(demo.title)})
        self._make()
        with FileLock(self._lock):
            id = new_id()
            while self._path(id).exists():
                id = new_id()
            self._write(id, checked)
        return id

    def add(self, id: str, step: Step) -> int:
        """Append a step and give its number; two tabs that add one at the same time both succeed.

        Raises:
            Problem: There is no such demo, its file is damaged, it is full, or it can't be written.
        """
        return len(self._change(id, lambda demo: {"steps": (*demo.steps, step)}).steps)

    def set_steps(self, id: str, steps: tuple[Step, ...]) -> None:
        """Put other steps in the place of a demo's.

        Raises:
            Problem: There is no such demo, its file is damaged, or it can't be written.
        """
        self._change(id, lambda _demo: {"steps": steps})

    def rename(self, id: str, title: str) -> None:
        """Give a demo another title; its id stays.

        Raises:
            Problem: There is no such demo, or the title is empty or too long.
        """
        self._change(id, lambda _demo: {"title": clean_name(title)})

    def delete(self, id: str) -> None:
        """Delete a demo; one that is gone already is no mistake.

        Raises:
            Problem: The file can't be removed.
        """
        try:
            self._path(id).unlink(missing_ok=True)
        except OSError as error:
            raise say(error, self._path(id)) from error

    @property
    def _lock(self) -> Path:
        return self.root / ".demos.lock"

    def _path(self, id: str) -> Path:
        if not is_id(id):
            raise Problem("This demo does not exist", remedy="Choose another one under Runs.")
        return self.root / f"{id}{SUFFIX}"

    def _make(self) -> None:
        try:
            self.root.mkdir(exist_ok=True)
        except OSError as error:
            raise say(error, self.root) from error

    def _change(self, id: str, change: Callable[[Demo], dict[str, object]]) -> Demo:
        path = self._path(id)
        if not path.exists():
            raise Problem("This demo was deleted", remedy="Choose another one under Runs.")
        with FileLock(self._lock):
            demo = self.get(id)
            changed = _checked(demo.model_copy(update=change(demo)))
            self._write(id, changed)
        return changed

    def _write(self, id: str, demo: Demo) -> None:
        write_bytes(self._path(id), as_bytes(demo))


def as_bytes(demo: Demo) -> bytes:
    """The demo as its file has it; what a step does not name is left out."""
    return (demo.model_dump_json(indent=1, exclude_none=True) + "\n").encode()


def read_demo(content: bytes, where: str) -> Demo:
    """Read a demo that somebody brought.

    Args:
        content: The bytes of the file.
        where: Its name, for the sentence.

    Raises:
        Problem: It is too large, no JSON, or not a demo; each fault is said with the number of its step.
    """
    if len(content) > LARGEST:
        raise Problem("A demo has at most 1 MB, this file has more", where=shorten(where))
    try:
        return Demo.model_validate_json(content)
    except ValidationError as error:
        raise Problem(_said(error), where=shorten(where), remedy="Nothing was changed.") from error


def _checked(demo: Demo) -> Demo:
    """The demo, checked whole: a copy with changes is not checked by itself."""
    return read_demo(as_bytes(demo), demo.title)


def _said(error: ValidationError) -> str:
    faults = error.errors(include_url=False)
    more = f" And {len(faults) - SHOWN} more." if len(faults) > SHOWN else ""
    return " ".join(_sentence(fault) for fault in faults[:SHOWN]) + more


def _sentence(fault: ErrorDetails) -> str:
    """One fault in words: ``Step 3, page: should be 'start', ..., got 'home'.``"""
    place = [str(part) for part in fault["loc"]]
    if fault["type"] == "json_invalid":
        return "This is no JSON file."
    if len(place) > 1 and place[0] == "steps" and place[1].isdigit():
        place = [f"Step {int(place[1]) + 1}", *place[2:3]]
    name = shorten(", ".join(place[:2]), 60) or "The file"
    if fault["type"] == "extra_forbidden":
        return f"{name}: this name is not known."
    if fault["type"] == "missing":
        return f"{name}: this is missing."
    said = str(fault["msg"]).removeprefix("Input ").rstrip(".")
    given = fault.get("input")
    got = f", got {shorten(repr(given), 40)}" if isinstance(given, str | int | float | bool) else ""
    return f"{name}: {said}{got}."
