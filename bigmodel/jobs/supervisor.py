"""Takes queued runs in their order and gives each a process."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from bigmodel.jobs import mirror
from bigmodel.jobs.ask import KILL, NEVER_STARTED
from bigmodel.jobs.failure import disk_full, explain_exit
from bigmodel.jobs.launch import wake_path
from bigmodel.jobs.process import FULL_EXIT, Verdict, run_process
from bigmodel.jobs.reconcile import end_process
from bigmodel.jobs.settings import Settings
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Problem

GLANCE = 0.05
"""Seconds between two glances at the wake file."""
ROUND = 5.0
"""Seconds after which the runs are looked at even if nobody woke the supervisor."""
KILLED_ON_REQUEST = (
    "The run was killed on request because it did not stop in time. Resume goes on from the last finished epoch."
)
ENDED = "The supervisor was asked to end while this run was at work. Resume goes on from the last finished epoch."


@dataclass
class Job:
    """A run at work."""

    folder: RunFolder
    process: BaseProcess
    killed: str = ""


@dataclass
class Supervisor:
    """The loop; only the holder of the workspace's lock may run it.

    Attributes:
        workspace: Where the runs are.
        settings: How it works.
        context: Starts processes.
        ending: Set (by a signal) to end it.
    """

    workspace: Workspace
    settings: Settings
    context: BaseContext
    ending: bool = False
    _jobs: list[Job] = field(default_factory=list)
    _mirrors: list[BaseProcess] = field(default_factory=list)
    _unsaid: dict[str, Verdict] = field(default_factory=dict)
    _seen: int = -1
    _looked: float = 0.0
    _worked: float = field(default_factory=time.monotonic)

    def run(self) -> None:
        """Work until nothing has been to do for the idle time, or until asked to end."""
        for row in self.workspace.runs():
            if not row.active:
                self._close_mirror(RunFolder(self.workspace.runs_path / row.id))
        while not self.ending:
            if self._collect() or self._woken():
                self._look()
            if not self._jobs and not self._mirrors and time.monotonic() - self._worked > self.settings.idle_seconds:
                return
            processes = [job.process.sentinel for job in self._jobs] + [process.sentinel for process in self._mirrors]
            wait(processes, timeout=GLANCE) if processes else time.sleep(GLANCE)
        self._end_all()

    def rest(self) -> None:
        """Begin a new idle time, to be called before it is run again."""
        self._worked = time.monotonic()
        self._looked = 0.0

    def _woken(self) -> bool:
        try:
            changed = os.stat(wake_path(self.workspace)).st_mtime_ns  # noqa: PTH116 - asked 20 times a second
        except FileNotFoundError:
            changed = 0
        if changed == self._seen and time.monotonic() - self._looked < ROUND:
            return False
        self._seen = changed
        return True

    def _look(self) -> None:
        """Start what can start, drop what was stopped while it waited, kill what was asked twice to stop."""
        self._looked = time.monotonic()
        self._say_unsaid()
        for job in self._jobs:
            if not job.killed and _kill_asked(job.folder):
                job.killed = KILLED_ON_REQUEST
                job.process.kill()
        waiting = [row for row in self.workspace.runs() if row.place is not None]
        for row in sorted(waiting, key=lambda row: row.place or 0):
            folder = RunFolder(self.workspace.runs_path / row.id)
            if folder.stop_asked():
                self._say(folder, ("interrupted", NEVER_STARTED))
            elif len(self._jobs) < self.settings.parallel and not self._is_busy(row.id):
                self._start(folder)
        if waiting or self._jobs:
            self._worked = time.monotonic()

    def _is_busy(self, id: str) -> bool:
        """Whether the run's last process has not ended yet, or its end is still to be written down somewhere."""
        processes = [job.process for job in self._jobs] + self._mirrors
        return id in self._unsaid or any(process.name == id for process in processes)

    def _start(self, folder: RunFolder) -> None:
        if not self._say(folder, ("starting", "")):
            return
        process = self.context.Process(target=run_process, args=(str(folder.path),), name=folder.id)  # type: ignore[attr-defined]
        try:
            process.start()
        except (OSError, EOFError) as error:  # no process to be had, or the fork server died under our hands
            self._say(
                folder, ("interrupted", f"The training process can't be started ({error}). Free memory, then resume.")
            )
            return
        self._jobs.append(Job(folder, process))

    def _collect(self) -> bool:
        """Take note of processes that ended; whether there were any."""
        closed = [process for process in self._mirrors if not process.is_alive()]
        self._mirrors = [process for process in self._mirrors if process not in closed]
        over = [job for job in self._jobs if not job.process.is_alive()]
        for job in over:
            self._jobs.remove(job)
            self._worked = time.monotonic()
            self._judge(job)
        return bool(over or closed)

    def _judge(self, job: Job) -> None:
        status = job.folder.status()
        # A run that is queued here was resumed in the moment between its end and its process's.
        if status.active and status.status != "queued" and job.folder.path.is_dir():
            end_process(status)  # when the fork server dies, its children live on unseen
            code = job.process.exitcode
            if code == FULL_EXIT:
                self._say(job.folder, ("failed", disk_full(job.folder.has_checkpoint())))
            else:
                self._say(job.folder, ("interrupted", job.killed or explain_exit(code)))
        job.process.close()
        self._close_mirror(job.folder)

    def _say(self, folder: RunFolder, verdict: Verdict) -> bool:
        """Write a run's state; where the disk is full, keep the verdict and try again every round."""
        try:
            folder.set_status(*verdict)
        except Problem as problem:
            print(f"{folder.id}: {verdict} could not be written: {problem}", flush=True)
            if verdict[0] != "starting":
                self._unsaid[folder.id] = verdict
            return False
        self._unsaid.pop(folder.id, None)
        return True

    def _say_unsaid(self) -> None:
        for id, verdict in list(self._unsaid.items()):
            folder = RunFolder(self.workspace.runs_path / id)
            if folder.path.is_dir():
                self._say(folder, verdict)
            else:
                del self._unsaid[id]

    def _close_mirror(self, folder: RunFolder) -> None:
        """Close what a dead process left open in MLflow, in a process of its own: its client is large."""
        if mirror.left_open(folder):
            process = self.context.Process(target=mirror.close, args=(str(folder.path),), name=folder.id)  # type: ignore[attr-defined]
            process.start()
            self._mirrors.append(process)
            self._worked = time.monotonic()

    def _end_all(self) -> None:
        for job in self._jobs:
            job.killed = job.killed or ENDED
            job.process.kill()
        for job in self._jobs:
            job.process.join(5)
            self._judge(job)


def _kill_asked(folder: RunFolder) -> bool:
    try:
        return Path(folder.stop_path).read_bytes() == KILL
    except FileNotFoundError:
        return False
