"""Seeing to it that a supervisor is at work, without becoming its parent in more than name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bigmodel.runs.lock import FileLock
from bigmodel.runs.workspace import Workspace
from bigmodel.runs.write import say
from bigmodel.spec import Problem

_started: dict[Path, subprocess.Popen[bytes]] = {}
"""Supervisors that this process started: one that is still coming up holds no lock yet."""

_LOG_LIMIT = 1_000_000


def lock(workspace: Workspace) -> FileLock:
    """The lock whose holder is the workspace's supervisor."""
    return FileLock(workspace.root / "supervisor.lock")


def wake_path(workspace: Workspace) -> Path:
    """The file whose time tells the supervisor that there is something to look at."""
    return workspace.root / "supervisor.wake"


def wake(workspace: Workspace) -> None:
    """Tell the supervisor to look at the runs now instead of at its next round."""
    path = wake_path(workspace)
    try:
        path.touch()
        now = time.time_ns()  # the file system's own clock is too coarse to tell two calls apart
        os.utime(path, ns=(now, now))
    except OSError as error:
        raise say(error, path) from error


def is_supervised(workspace: Workspace) -> bool:
    """Whether a supervisor holds the workspace."""
    held = lock(workspace)
    if held.take():
        held.release()
        return False
    return True


def ensure_supervisor(workspace: Workspace) -> None:
    """Start a supervisor when none is at work. It outlives its starter and that one's terminal.

    Raises:
        Problem: It can't be started.
    """
    if is_supervised(workspace):
        return
    earlier = _started.get(workspace.root)
    # One that is alive without the lock is either coming up or, if it has signed the book already, leaving.
    if earlier is None or earlier.poll() is not None or earlier.pid == _last_supervisor(workspace.root):
        _started[workspace.root] = _start(workspace.root)


def _last_supervisor(root: Path) -> int | None:
    try:
        return int(json.loads((root / "supervisor.json").read_bytes())["pid"])
    except (OSError, ValueError, LookupError, TypeError):  # none was here yet, or nothing that can be read
        return None


def _start(root: Path) -> subprocess.Popen[bytes]:
    log = root / "supervisor.log"
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    try:
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.unlink()
        with log.open("ab") as output:
            # -P: modules are never taken from the folder in which somebody happens to stand.
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "bigmodel.jobs"],
                cwd=root,
                env={**os.environ, "BIGMODEL_HOME": str(root)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                creationflags=flags,
            )
    except OSError as error:
        raise Problem(
            f"The supervisor can't be started ({(error.strerror or str(error)).lower()})",
            remedy="Free memory and disk space, then try again.",
        ) from error
