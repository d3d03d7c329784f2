"""A run's own process: loads the trainer by its name, lets it work and says how it ended."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bigmodel.jobs.ask import NEVER_STARTED
from bigmodel.jobs.failure import explain_error, ran_full
from bigmodel.jobs.mirror import Mirror
from bigmodel.jobs.orphan import end_with_supervisor
from bigmodel.jobs.starter import TRAINING, yield_to_others
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Problem, RunSpec, Status

FULL_EXIT = 28
"""Exit code of a process that could not even write its status because the disk is full."""

Trainer = Callable[[Path, RunSpec, RunFolder, Callable[[], bool], bool], None]
Verdict = tuple[Status, str]


def run_process(path: str) -> None:
    """Train the run in the folder ``path``; the target of the process that the supervisor starts."""
    end_with_supervisor()
    yield_to_others(TRAINING)
    folder = RunFolder(Path(path))
    _write_output_to(folder.log_path)
    try:
        if folder.stop_asked():
            folder.set_status("interrupted", NEVER_STARTED)
            return
        folder.note(pid=os.getpid())
        mirror = Mirror.of(folder)
        status, message = _train(folder)
        folder.set_status(status, message)
    except Problem as error:  # from the status's own writing; what the trainer raises is a verdict
        if not ran_full(error):
            raise
        sys.exit(FULL_EXIT)
    if mirror is not None:
        mirror.finish(status)


def load_trainer(name: str) -> Trainer:
    """Find a trainer by ``"module:function"``.

    Raises:
        Problem: There is none by this name.
    """
    module, _, function = name.partition(":")
    try:
        trainer: Any = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise Problem(
            f"The trainer {name} can't be loaded ({error})", remedy="Install the version that made this run."
        ) from error
    loaded: Trainer = trainer
    return loaded


def _train(folder: RunFolder) -> Verdict:
    try:
        spec = folder.spec()
        data = Workspace(folder.path.parent.parent).datasets.folder(spec.dataset)
        folder.forget_result()
        load_trainer(spec.trainer)(data, spec, folder, folder.stop_asked, folder.status().resume)
        return _result(folder)
    except Exception as error:  # noqa: BLE001 - whatever a trainer raises is told as the run's failure
        if not isinstance(error, Problem):
            _keep_traceback(folder)
        return "failed", explain_error(error, kept=folder.has_checkpoint())


def _result(folder: RunFolder) -> Verdict:
    """What became of a run whose trainer came back. A stop that came too late to cut anything short changes nothing."""
    if folder.report() is not None:
        cut_short = folder.status().cut_short
        return ("stopped", "Stopped on request; the best weights so far were kept.") if cut_short else ("finished", "")
    if folder.stop_asked():
        return "interrupted", folder.status().message or "Stopped before there was anything to evaluate."
    return "failed", "Training ended without a report."


def _keep_traceback(folder: RunFolder) -> None:
    text = traceback.format_exc()
    sys.stderr.write(text)
    try:
        with folder.error_path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:  # a full disk: the sentence in the status says so, and process.log has what fitted
        sys.stderr.write(f"error.log can't be written: {error}\n")


def _write_output_to(path: Path) -> None:
    """Send what this process and its libraries print to a file; the descriptors too, for code that is not Python."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)  # noqa: SIM115
