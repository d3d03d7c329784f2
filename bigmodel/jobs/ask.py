"""What the app and the command line ask of the supervisor. They only write files; it reads them."""

from __future__ import annotations

import time

from bigmodel.jobs.launch import ensure_supervisor, lock, wake
from bigmodel.jobs.mirror_state import ask_mirror
from bigmodel.jobs.reconcile import reconcile
from bigmodel.jobs.settings import stop_patience
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.runs.write import write_bytes
from bigmodel.spec import Problem

NEVER_STARTED = "Stopped before it started."
KILL = b"kill\n"
"""Content of the stop file that asks for the process's end without a result."""

_ANSWER = 1.0
"""Seconds to wait for the supervisor to take a run out of the queue."""


def submit(workspace: Workspace, folder: RunFolder) -> None:
    """Have a new run trained as soon as its turn comes.

    Raises:
        Problem: The supervisor can't be started, or the disk is full.
    """
    ask_mirror(workspace.root, folder)
    if folder.status().status != "queued":
        folder.set_status("queued")
    ensure_supervisor(workspace)
    wake(workspace)


def stop(workspace: Workspace, run_id: str) -> str:
    """Stop a run: one that waits leaves the queue, one at work keeps its best weights and evaluates them.

    A run that was asked before and did not stop in time is killed.

    Returns:
        What happens now, in a sentence.

    Raises:
        Problem: There is no such run, or it is over.
    """
    folder = workspace.run(run_id)
    status = folder.status()
    if not status.active:
        raise Problem(f"The run {folder.name()} is already over", where=run_id)
    if status.status == "queued":
        return _stop_waiting(workspace, folder)
    if run_id in reconcile(workspace):  # nobody is left who could heed the wish
        return folder.status().message
    return _stop_working(workspace, folder)


def can_resume(folder: RunFolder) -> bool:
    """Whether ``resume`` takes a run: it broke off or was stopped, and there is something to go on from.

    An interrupted run is taken without a checkpoint too: nothing was wrong with it, it starts anew. A failed one
    without any would fail again.
    """
    status = folder.status().status
    return status == "interrupted" or (status in {"failed", "stopped"} and folder.has_checkpoint())


def resume(workspace: Workspace, run_id: str) -> None:
    """Queue a run again that did not come to its end; it goes on from the last finished epoch.

    Raises:
        Problem: There is no such run, it is not over, it is finished, or it kept nothing to go on from.
    """
    folder = workspace.run(run_id)
    if not can_resume(folder):
        raise _unresumable(folder)
    folder.spec()  # a damaged one is said here, not after the wait in the queue
    folder.stop_path.unlink(missing_ok=True)
    ask_mirror(workspace.root, folder)
    folder.set_status("queued", resume=True)
    ensure_supervisor(workspace)
    wake(workspace)


def _stop_waiting(workspace: Workspace, folder: RunFolder) -> str:
    folder.ask_stop()
    held = lock(workspace)
    if held.take():  # no supervisor is there to take it out of the queue
        try:
            folder.set_status("interrupted", NEVER_STARTED)
        finally:
            held.release()
        return NEVER_STARTED
    wake(workspace)
    until = time.monotonic() + _ANSWER
    while folder.status().active and time.monotonic() < until:
        time.sleep(0.01)
    return "The run leaves the queue." if folder.status().active else NEVER_STARTED


def _stop_working(workspace: Workspace, folder: RunFolder) -> str:
    patience = stop_patience()
    if not folder.stop_asked():
        folder.ask_stop()
        wake(workspace)
        if folder.status().status == "evaluating":
            return "The training is over already; the run evaluates its result and then ends."
        return "The run stops after the current step and evaluates its best weights."
    waited = time.time() - folder.stop_path.stat().st_mtime
    if waited < patience:
        left = max(1, round(patience - waited))
        return f"The run was already asked to stop; if it has not in {left} s, another stop kills it."
    write_bytes(folder.stop_path, KILL)
    wake(workspace)
    return "The run did not stop in time and is killed; it can be resumed from the last finished epoch."


def _unresumable(folder: RunFolder) -> Problem:
    status = folder.status()
    if status.active or status.status == "finished":
        said = "is not over yet" if status.active else "is finished"
        return Problem(
            f"The run {folder.name()} {said}", where=folder.id, remedy="Only a run that broke off can resume."
        )
    return Problem(f"The run {folder.name()} kept nothing to go on from", where=folder.id, remedy="Start a new run.")
