"""A finished run of every template on a small part of its sample, trained once for all contract tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bigmodel import jobs
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.templates import templates
from bigmodel.templates.reading import read_sample

SECONDS = 240.0


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BIGMODEL_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("BIGMODEL_IDLE_SECONDS", "5")
        yield Workspace()


@pytest.fixture(scope="session")
def finished(workspace: Workspace) -> dict[str, RunFolder]:
    """Template slug to a run on its sample, one epoch with every network's smallest settings."""
    folders = {}
    for slug, template in templates().items():
        record = read_sample(workspace.datasets, template)
        data = template.task.open(workspace.datasets.folder(record.id))
        plan = template.suggest(data).model_copy(update={"hparams": {"preset": "quick", "epochs": 1}})
        folders[slug] = workspace.new_run(template.task.kind, template.task.trainer, plan, record, 0)
        jobs.submit(workspace, folders[slug])
    for folder in folders.values():
        wait(folder)
    return folders


def wait(folder: RunFolder, seconds: float = SECONDS) -> None:
    import time

    until = time.monotonic() + seconds
    while folder.status().active:
        assert time.monotonic() < until, f"{folder.id} did not end: {folder.status()}"
        time.sleep(0.05)
    status = folder.status()
    log = Path(folder.error_path)
    assert status.status in ("finished", "stopped"), (status, log.read_text() if log.exists() else "")
