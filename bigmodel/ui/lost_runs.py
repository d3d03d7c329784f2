"""Runs whose supervisor died: closed when somebody looks, so that none seems to train for ever."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from bigmodel import jobs
from bigmodel.runs.workspace import Workspace

EVERY = 2.0
"""Seconds between two looks of one process, however many tabs ask."""

_guard = threading.Lock()
_looked: dict[Path, float] = {}


def close_lost_runs(workspace: Workspace) -> None:
    """Mark runs that nobody trains any more as interrupted; does nothing where that was looked for a moment ago.

    Raises:
        Problem: A run can't be marked, or the supervisor that waiting runs need can't be started.
    """
    now = time.monotonic()
    with _guard:
        if now - _looked.get(workspace.root, -EVERY) < EVERY:
            return
        _looked[workspace.root] = now
    jobs.reconcile(workspace)
