"""Runs made without training, put into the app's workspace whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from app_process import App

from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace


def bring_run(app: App, make: Callable[[Workspace], RunFolder]) -> RunFolder:
    """Make a run in a workspace of its own and move it into the app's.

    A new run waits in the queue until it has a result: in the app's own workspace the supervisor would take it.

    Args:
        app: The running app.
        make: Makes the run, with its dataset, in the workspace it is given.
    """
    home = Workspace(app.home)
    with tempfile.TemporaryDirectory(dir=app.home) as made:
        run = make(Workspace(Path(made)))
        shutil.copytree(Path(made) / "datasets", app.home / "datasets", dirs_exist_ok=True)
        run.path.rename(home.runs_path / run.id)
    return home.run(run.id)
