"""From files to a dataset of the workspace, the same way for pages and command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bigmodel.runs.datasets import DatasetRecord, DatasetStore
from bigmodel.spec import Problem, Record
from bigmodel.tasks.task import Sources
from bigmodel.templates.template import Sample, Template

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"


def sample_path(sample: Sample) -> Path:
    """Where a template's sample lies.

    Raises:
        Problem: It is not there, as when the package was installed without its checkout.
    """
    path = SAMPLES / sample.name
    if not path.is_file():
        raise Problem("The sample is not there", where=sample.name, remedy="Run from a checkout of the project.")
    return path


def read_dataset(
    store: DatasetStore, template: Template, sources: Sources, *, name: str | None = None, options: Record | None = None
) -> DatasetRecord:
    """Read files into the workspace; what is there already with the same content and name is reused.

    Args:
        store: The workspace's datasets.
        template: The use case.
        sources: Files by input.
        name: Name of the dataset; None takes that of the first file.
        options: How to read, None for what the task sniffs.

    Raises:
        Problem: The files can't be read; nothing is left behind.
    """
    record = store.add(
        name or sources["data"][0].name, template.task.kind, template.slug, _filler(template, sources, options)
    )
    return _reuse(store, record)


def read_sample(store: DatasetStore, template: Template) -> DatasetRecord:
    """The template's sample as a dataset, read once."""
    for record in store.list():
        if record.sample and record.template == template.slug:
            return record
    return store.add(
        template.sample.name,
        template.task.kind,
        template.slug,
        _filler(template, {"data": [sample_path(template.sample)]}, None),
        sample=True,
        simulated=template.sample.simulated,
    )


def _filler(template: Template, sources: Sources, options: Record | None) -> Callable[[Path], tuple[int, int, str]]:
    def fill(folder: Path) -> tuple[int, int, str]:
        data = template.task.read(sources, options, folder)
        return len(data), data.columns, data.fingerprint

    return fill


def _reuse(store: DatasetStore, record: DatasetRecord) -> DatasetRecord:
    for other in store.list():
        same = (other.fingerprint, other.name, other.template) == (record.fingerprint, record.name, record.template)
        if same and other.id != record.id:
            store.delete(record.id)
            return other
    return record
