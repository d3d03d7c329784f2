"""``index.db``: what lists show, remembered from the run folders.

The folders are the truth. Every listing compares the times of the files that a row is made from with those it was
made from, reads the few runs that changed and remembers them, so nobody who writes a run has to know of the index,
and a lost, stale or damaged one mends itself.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bigmodel.runs.folder import RunFolder
from bigmodel.runs.ids import is_id
from bigmodel.runs.row import Headline, RunRow, read_row

_COLUMNS = tuple(name for name in RunRow.model_fields if name != "place")
_VERSION = zlib.crc32(" ".join(_COLUMNS).encode()) & 0x7FFFFFFF
"""Tells which columns the table was made with; another release may have others. SQLite keeps 31 bits and the sign."""
_MADE_FROM = ("status.json", "label.json", "report.json", "spec.json")
_log = logging.getLogger(__name__)

Rows = dict[str, tuple[str, RunRow]]
"""Run id to the stamp of the files and the row made from them."""


class Index:
    """The remembered rows of all runs.

    Args:
        path: The SQLite file; made when missing.
        runs: The folder that holds a folder per run.
    """

    def __init__(self, path: Path, runs: Path) -> None:
        self.path = path
        self.runs = runs

    def rows(self) -> list[RunRow]:
        """All runs in no order, as their folders are now."""
        try:
            with closing(self._connect()) as connection:
                known = _load(connection)
                current = self._refresh(known)
                changed = [id for id, entry in current.items() if known.get(id) is not entry]
                _store(connection, [current[id] for id in changed], known.keys() - current.keys())
        except (sqlite3.DatabaseError, ValidationError) as error:
            # Busy, damaged, on a full disk or of another release: the list must still come, and it can, from the
            # folders.
            _log.warning("The index of runs is not used this time: %s", error)
            if not isinstance(error, sqlite3.OperationalError):
                self.forget()
            current = self._refresh({})
        return [row for _, row in current.values()]

    def forget(self) -> None:
        """Throw the index away; the next listing makes it again from the folders."""
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=5.0, isolation_level=None)
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.executescript(
                    f"BEGIN IMMEDIATE; DROP TABLE IF EXISTS runs;"
                    f"CREATE TABLE runs (stamp TEXT, {', '.join(_COLUMNS)}, PRIMARY KEY (id));"
                    f"PRAGMA user_version={_VERSION}; COMMIT;"
                )
            connection.execute("PRAGMA synchronous=NORMAL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _refresh(self, known: Rows) -> Rows:
        current: Rows = {}
        with os.scandir(self.runs) as entries:
            names = [entry.name for entry in entries if is_id(entry.name) and entry.is_dir()]
        for name in names:
            stamp = _stamp(f"{self.runs}{os.sep}{name}{os.sep}")
            entry = known.get(name)
            if entry is None or entry[0] != stamp:
                try:
                    entry = (stamp, read_row(RunFolder(self.runs / name)))
                except FileNotFoundError:  # deleted a moment ago
                    continue
            current[name] = entry
        return current


def _stamp(prefix: str) -> str:
    times = []
    for name in _MADE_FROM:
        try:
            times.append(str(os.stat(prefix + name).st_mtime_ns))  # noqa: PTH116 - a third of the time of Path.stat
        except OSError:
            times.append("-")
    return " ".join(times)


def _load(connection: sqlite3.Connection) -> Rows:
    rows: Rows = {}
    for stamp, *values in connection.execute(f"SELECT stamp, {', '.join(_COLUMNS)} FROM runs"):
        fields = dict(zip(_COLUMNS, values, strict=True))
        rows[fields["id"]] = (stamp, _row(fields))
    return rows


def _row(fields: dict[str, Any]) -> RunRow:
    if fields["headline"] is not None:
        fields["headline"] = Headline.model_validate_json(fields["headline"])
    return RunRow.model_validate(fields)


def _values(row: RunRow) -> list[object]:
    headline = row.headline.model_dump_json() if row.headline else None
    return [headline if name == "headline" else getattr(row, name) for name in _COLUMNS]


def _store(connection: sqlite3.Connection, changed: list[tuple[str, RunRow]], gone: Iterable[str]) -> None:
    gone = list(gone)
    if not changed and not gone:
        return
    marks = ", ".join("?" for _ in range(len(_COLUMNS) + 1))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("DELETE FROM runs WHERE id = ?", [(id,) for id in gone])
    connection.executemany(
        f"INSERT OR REPLACE INTO runs (stamp, {', '.join(_COLUMNS)}) VALUES ({marks})",
        [(stamp, *_values(row)) for stamp, row in changed],
    )
    connection.execute("COMMIT")
