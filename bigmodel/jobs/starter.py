"""Where a run's process comes from: a fork server that has the heavy libraries imported, or a fresh interpreter."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterable
from multiprocessing.context import BaseContext
from pathlib import Path

import psutil

WAITING = 5
"""Priority of the supervisor and its imports: behind the app that is just drawing its first page, not starved."""
TRAINING = 10
"""Priority of a run's process."""
_GPUS = ("/dev/nvidia0", "/dev/kfd", "/dev/dxg")
_QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "1",
    "KERAS_BACKEND": "tensorflow",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
}


def yield_to_others(niceness: int) -> None:
    """Give this process and all that it starts a lower priority than the app (0 is usual, 19 the lowest)."""
    if sys.platform == "win32":
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.setpriority(os.PRIO_PROCESS, 0, max(niceness, os.getpriority(os.PRIO_PROCESS, 0)))


def prepare_environment(threads: int) -> None:
    """Quiet libraries and a share of the cores for each run; what the user has set stays."""
    share = {name: str(threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")}
    for name, value in {**_QUIET, **share}.items():
        os.environ.setdefault(name, value)


def process_context(preload: Iterable[str]) -> BaseContext:
    """The way to start processes here; a fork server begins its imports at once, so that they are done when needed.

    The preload only imports: a TensorFlow operation before a fork would hang the child, and so would a GPU's driver.
    """
    if not can_fork():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*preload, "bigmodel.jobs.process"])
    forkserver.ensure_running()
    return context


def can_fork() -> bool:
    """Whether a process that imported TensorFlow can be forked: on Linux without a GPU in use.

    ``BIGMODEL_START=spawn`` says no, for machines on which this guess is wrong.
    """
    return os.environ.get("BIGMODEL_START") != "spawn" and sys.platform == "linux" and not _has_gpu()


def _has_gpu() -> bool:
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES", "all").strip() in {"", "-1"}
    return not hidden and any(Path(device).exists() for device in _GPUS)
