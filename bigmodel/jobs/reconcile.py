"""Closing what a supervisor left open that died, or a machine that was restarted."""

from __future__ import annotations

from pathlib import Path

import psutil

from bigmodel.jobs.launch import ensure_supervisor, is_supervised, lock, wake_path
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.status import RunStatus
from bigmodel.runs.workspace import Workspace

LOST = "The program that trains was ended while this run was at work. Resume goes on from the last finished epoch."
REBOOTED = "The machine was restarted while this run was at work. Resume goes on from the last finished epoch."

_at_rest: dict[Path, tuple[int, ...]] = {}
"""Workspaces in which this process found nothing to do, with the times of the files that change before there is."""


def reconcile(workspace: Workspace) -> list[str]:
    """Mark runs whose supervisor is gone as interrupted, and have those that still wait taken up again.

    To be called as often as one likes: it looks at a few file times while nothing is active, asks for a lock while
    a supervisor is at work, and lists the runs only when something has changed that nobody supervises.

    Returns:
        The ids of the runs that were marked.

    Raises:
        Problem: The disk is full or a folder can't be written.
    """
    times = _times(workspace)
    if times == _at_rest.get(workspace.root) or is_supervised(workspace):
        return []
    active = [row for row in workspace.runs() if row.active]
    if not active:
        _at_rest[workspace.root] = times
        return []
    held = lock(workspace)
    if not held.take():
        return []
    try:
        marked = close_lost(workspace)
    finally:
        held.release()
    if len(marked) < len(active):
        ensure_supervisor(workspace)
    return marked


def _times(workspace: Workspace) -> tuple[int, ...]:
    """What a run's becoming active changes: a new one the folder of runs, a resumed one the wake file."""
    found = []
    for path in (workspace.runs_path, wake_path(workspace), workspace.root / "supervisor.json"):
        try:
            found.append(path.stat().st_mtime_ns)
        except FileNotFoundError:
            found.append(0)
    return tuple(found)


def close_lost(workspace: Workspace) -> list[str]:
    """Mark every run that is said to be at work; to be called by the holder of the supervisor's lock only."""
    marked = []
    for row in workspace.runs():
        if row.status == "queued":
            continue
        folder = RunFolder(workspace.runs_path / row.id)
        status = folder.status()  # the row of a damaged run may say another state
        if not status.active:
            continue
        end_process(status)
        rebooted = status.started is not None and status.started < psutil.boot_time()
        folder.set_status("interrupted", REBOOTED if rebooted else LOST)
        marked.append(row.id)
    return marked


def end_process(status: RunStatus) -> None:
    """End a run's process that is still there; a process that merely has the same number is left alone.

    One that hangs in the kernel is not waited for longer than a few seconds: it dies once the kernel lets it go.
    """
    if status.pid is None or status.started is None:
        return
    try:
        process = psutil.Process(status.pid)
        # A run's process begins within moments of `started`; its command line is the fork server's or spawn's.
        ours = abs(process.create_time() - status.started) < 60 and "multiprocessing" in " ".join(process.cmdline())
        if ours:
            process.kill()
            process.wait(5)
    except (psutil.NoSuchProcess, psutil.TimeoutExpired):
        return
