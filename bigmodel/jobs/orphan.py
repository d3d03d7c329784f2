"""No run trains on without its supervisor."""

from __future__ import annotations

import multiprocessing
import os
import threading
from multiprocessing.connection import wait

ORPHANED = 75
"""Exit code of a process whose supervisor died; nobody is left to read it."""


def end_with_supervisor() -> None:
    """Watch the supervisor from a thread and end this process at once when it dies.

    A parent-death signal would not do: this process's parent is the fork server, which lives on as long as its
    children do. The sentinel is a pipe that only the supervisor holds open.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        raise RuntimeError("Only a process that multiprocessing started has a supervisor to watch.")
    sentinel = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os._exit(ORPHANED)

    threading.Thread(target=watch, name="supervisor-watch", daemon=True).start()
