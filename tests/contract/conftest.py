"""A finished run of every template on a small part of its sample, trained once for all contract tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import pytest
from small_samples import cut

from bigmodel import jobs
from bigmodel.runs.datasets import DatasetRecord
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.tasks.task import Dataset
from bigmodel.templates import template as find
from bigmodel.templates.reading import read_dataset, sample_path
from bigmodel.templates.template import Template

SECONDS = 240.0


@dataclass(frozen=True)
class Small:
    """A small part of a template's sample, read."""

    template: Template
    source: Path
    record: DatasetRecord
    data: Dataset

    @property
    def sources(self) -> dict[str, list[Path]]:
        return {self.template.task.inputs[0].name: [self.source]}


Value = TypeVar("Value")


class Made(dict[str, Value], Generic[Value]):
    """Values by slug, each made when it is first asked for, so that a test waits for its own template only."""

    def __init__(self, make: Callable[[str], Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, slug: str) -> Value:
        self[slug] = self._make(slug)
        return self[slug]


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BIGMODEL_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("BIGMODEL_IDLE_SECONDS", "30")
        yield Workspace()


@pytest.fixture(scope="session")
def small(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Made[Small]:
    """Template slug to a small part of its first sample."""

    def make(slug: str) -> Small:
        template = find(slug)
        source = cut(sample_path(template.sample), tmp_path_factory.mktemp(slug))
        sources = {template.task.inputs[0].name: [source]}
        record = read_dataset(workspace.datasets, template, sources, name=f"small {slug}")
        return Small(template, source, record, template.task.open(workspace.datasets.folder(record.id)))

    return Made(make)


@pytest.fixture(scope="session")
def finished(workspace: Workspace, small: Made[Small]) -> Made[RunFolder]:
    """Template slug to a run on the small part: one epoch of the network that it suggests, by the supervisor."""

    def make(slug: str) -> RunFolder:
        template, data, record = small[slug].template, small[slug].data, small[slug].record
        plan = template.suggest(data).model_copy(update={"hparams": {"preset": "quick", "epochs": 1}})
        folder = workspace.new_run(template.task.kind, template.task.trainer, plan, record, 0, words=template.words)
        jobs.submit(workspace, folder)
        wait(folder)
        return folder

    return Made(make)


def wait(folder: RunFolder, seconds: float = SECONDS) -> None:
    until = time.monotonic() + seconds
    while folder.status().active:
        assert time.monotonic() < until, f"{folder.id} did not end: {folder.status()}"
        time.sleep(0.05)
    status = folder.status()
    log = Path(folder.error_path)
    assert status.status in ("finished", "stopped"), (status, log.read_text() if log.exists() else "")
