"""From files to a dataset of the workspace, the same way for pages and command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bigmodel.runs.datasets import DatasetRecord, DatasetStore
from bigmodel.runs.write import say
from bigmodel.spec import Record
from bigmodel.tasks.task import Sources
from bigmodel.templates.template import Sample, Template

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"


def sample_path(sample: Sample) -> Path:
    """Where a template's sample lies in a checkout of the project; an installed package has none."""
    return SAMPLES / sample.name


def name_of(template: Template, sources: Sources) -> str:
    """What a dataset is called at first: its file, and how many more there are."""
    first, *more = sources[template.task.inputs[0].name]
    return f"{first.name} and {len(more)} more" if more else first.name


def read_dataset(
    store: DatasetStore, template: Template, sources: Sources, *, name: str | None = None, options: Record | None = None
) -> DatasetRecord:
    """Read files into the workspace; what is there already with the same content and name is reused.

    Args:
        store: The workspace's datasets.
        template: The use case.
        sources: Files by input.
        name: Name of the dataset; None takes ``name_of`` the files.
        options: How to read, None for what the task sniffs.

    Raises:
        Problem: The files can't be read; nothing is left behind.
    """
    record = store.add(
        name or name_of(template, sources), template.task.kind, template.slug, _filler(template, sources, options)
    )
    return _reuse(store, record)


def read_sample(store: DatasetStore, template: Template, sample: Sample | None = None) -> DatasetRecord:
    """A template's sample as a dataset, read once; it is made anew where it did not come along.

    Args:
        store: The workspace's datasets.
        template: The use case.
        sample: One of the template's samples; None takes its first.

    Raises:
        Problem: The sample can't be made or read.
    """
    sample = sample or template.sample
    for record in store.list():
        if record.sample and record.template == template.slug and record.name == sample.name:
            return record
    with _sample_file(sample) as path:
        return store.add(
            sample.name,
            template.task.kind,
            template.slug,
            _filler(template, {template.task.inputs[0].name: [path]}, None),
            sample=True,
            simulated=sample.simulated,
        )


@contextmanager
def _sample_file(sample: Sample) -> Iterator[Path]:
    shipped = sample_path(sample)
    if shipped.is_file():
        yield shipped
        return
    with TemporaryDirectory() as scratch:
        try:
            sample.make(Path(scratch))
        except OSError as error:
            raise say(error, Path(sample.name)) from error
        yield Path(scratch) / sample.name


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
