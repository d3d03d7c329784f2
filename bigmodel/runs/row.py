"""What a list shows of a run."""

from __future__ import annotations

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import ACTIVE, HAS_RESULT, Problem, Record, Report, RunSpec, Status

HEADLINES = ("macro_f1", "pr_auc", "ndcg@10", "accuracy")
"""Metrics that can stand for a run, the first that it has."""


class Headline(Record):
    """The one test metric that stands for a run, with its 95 % interval."""

    metric: str
    value: float
    low: float | None = None
    high: float | None = None


class RunRow(Record):
    """A run in a list; times are seconds since 1970.

    Attributes:
        id: The run's id.
        name: Its name.
        template: The use case, empty where ``spec.json`` is damaged.
        dataset: Id of the dataset.
        dataset_name: Its name when the run was made.
        status: The state.
        message: One sentence about the state, or about what is damaged.
        created: When it was made.
        queued: When it was last put into the queue.
        started: When its process was last started.
        ended: When it ended.
        headline: Its test result, None while there is none (an earlier stop's does not count).
        epoch: Finished epochs.
        epochs: Planned epochs.
        place: Its place in the queue, 1 for the next; None where it does not wait.
    """

    id: str
    name: str
    template: str = ""
    dataset: str = ""
    dataset_name: str = ""
    status: Status
    message: str = ""
    created: float
    queued: float | None = None
    started: float | None = None
    ended: float | None = None
    headline: Headline | None = None
    epoch: int = 0
    epochs: int = 0
    place: int | None = None

    @property
    def active(self) -> bool:
        """Whether the run waits or is at work."""
        return self.status in ACTIVE


def read_row(folder: RunFolder) -> RunRow:
    """Read a run's row from its files; what is damaged becomes a sentence in ``message``."""
    status = folder.status()
    said = [status.message] if status.message else []
    spec: RunSpec | None = None
    report: Report | None = None
    try:
        spec = folder.spec()
        report = folder.report()
    except (Problem, OSError) as error:
        said.append(f"This run's folder is damaged: {error}")
    return RunRow(
        id=folder.id,
        name=folder.name(),
        template=spec.plan.template if spec else "",
        dataset=spec.dataset if spec else "",
        dataset_name=spec.dataset_name if spec else "",
        status="failed" if spec is None else status.status,
        message=" ".join(said),
        created=spec.created if spec else folder.path.stat().st_mtime,
        queued=status.queued,
        started=status.started,
        ended=status.ended,
        headline=headline(report) if report and status.status in HAS_RESULT else None,
        epoch=status.epoch,
        epochs=status.epochs,
    )


def headline(report: Report) -> Headline | None:
    """The test metric that stands for a run, None where the report has none of them."""
    test = report.metrics.get("test", {})
    for metric in HEADLINES:
        if metric in test:
            return Headline(metric=metric, **test[metric].model_dump())
    return None
