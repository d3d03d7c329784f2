"""``python -m bigmodel.jobs``: the supervisor of the workspace that ``BIGMODEL_HOME`` names."""

from __future__ import annotations

import json
import os
import signal
import sys
import time

from bigmodel.jobs.launch import lock
from bigmodel.jobs.reconcile import close_lost
from bigmodel.jobs.settings import Settings
from bigmodel.jobs.starter import WAITING, can_fork, prepare_environment, process_context, yield_to_others
from bigmodel.jobs.supervisor import Supervisor
from bigmodel.runs.workspace import Workspace
from bigmodel.runs.write import write_bytes
from bigmodel.spec import Problem

_WAIT = 1.0
"""Seconds to wait for the lock: whoever merely asks whether it is held holds it for an instant."""


def main() -> int:
    """Supervise until idle; the process's exit code."""
    try:
        settings = Settings.from_environment()
        workspace = Workspace()
        held = lock(workspace)
        if not held.take(_WAIT):
            return 0  # another supervisor is at work
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 2
    yield_to_others(WAITING)
    prepare_environment(settings.threads)
    supervisor = Supervisor(workspace, settings, process_context(settings.preload))

    def end(*_: object) -> None:
        supervisor.ending = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    facts = {"pid": os.getpid(), "started": time.time(), "parallel": settings.parallel, "forks": can_fork()}
    write_bytes(workspace.root / "supervisor.json", json.dumps(facts).encode())
    close_lost(workspace)
    workspace.sweep()
    while True:
        supervisor.run()
        held.release()
        # Somebody may have queued a run and seen the lock still held: look once more after giving it back.
        waiting = not supervisor.ending and any(row.status == "queued" for row in workspace.runs())
        if not waiting or not held.take(_WAIT):
            return 0
        supervisor.rest()


if __name__ == "__main__":
    sys.exit(main())
