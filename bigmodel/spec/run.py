"""All that is needed to repeat a run (``spec.json``)."""

from __future__ import annotations

from bigmodel.spec.plan import Plan
from bigmodel.spec.record import Record
from bigmodel.spec.words import Words


class RunSpec(Record):
    """What a run was asked to do; written once, when it is queued.

    Attributes:
        run: The run's id, also the name of its folder.
        created: Seconds since 1970.
        task: The kind of data.
        trainer: ``"module:function"``, called in the run's process.
        dataset: Id of the dataset in the workspace.
        dataset_name: Its name when the run was made.
        fingerprint: SHA-256 of the dataset's content.
        rows: Rows (or pictures) of the dataset.
        columns: Columns of the dataset.
        plan: The choices.
        words: The template's words with what the plan calls a row, for all sentences about the run.
        seed: The seed of everything random in training.
        versions: Library name to version.
    """

    run: str
    created: float
    task: str
    trainer: str
    dataset: str
    dataset_name: str
    fingerprint: str
    rows: int
    columns: int
    plan: Plan
    words: Words = Words()
    seed: int
    versions: dict[str, str] = {}
