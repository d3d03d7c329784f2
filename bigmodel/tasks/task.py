"""What a kind of data has to bring, so that pages, command line and supervisor can work with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Finding, Plan, Record, Role, Schema, Words
from bigmodel.spec.hparams import Training

Sources = Mapping[str, Sequence[Path]]
"""Name of an input to the files given for it; one file unless the input takes many."""


Section = Literal["One case", "A population", "Next month's file", "Why"]
"""The parts of the What if page, in their order."""


@dataclass(frozen=True)
class Input:
    """A source of data that a task reads: ``name`` for ``--input``, the file endings it takes, words for the page.

    Attributes:
        name: Its name for ``--input``.
        title: Its name on the page.
        endings: The file endings it takes.
        help: One sentence for the user.
        many: Whether several files may be given.
        folders: Whether a folder of this machine may be given.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    help: str = ""
    many: bool = False
    folders: bool = False


class Dataset(Protocol):
    """Data of one kind, opened from its folder in the workspace."""

    folder: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content, as hexadecimal text."""

    @property
    def columns(self) -> int:
        """Number of columns (1 for pictures)."""

    def __len__(self) -> int: ...

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> Any:
        """The cases at these row numbers, in this order, in the form that ``Task.encode`` takes."""


class View(Protocol):
    """A part of a page, computed from a run without TensorFlow."""

    title: str

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """The inputs that stand beside the view."""

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """What the view shows, most important first; ``data`` is None where the dataset was deleted."""


class WhatIf(View, Protocol):
    """A view of the What if page.

    ``section`` is the part of the page that it belongs to. Views of the same section stand below each other in the
    order of the task's list. The numbers in their ``Metric`` blocks are what a kept scenario remembers.

    A view of many cases ("A population", "Next month's file", or one with ``long = True``) may find ``progress`` among
    its values: a function that is told the share that is done, and whose exception ends the work, because somebody
    pressed Stop. There too it may find ``meanwhile``: a function that shows the blocks it is given until the answer is
    there.
    """

    section: Section


@runtime_checkable
class FollowsChoices(View, Protocol):
    """A view some of whose inputs offer what another input makes of them: the events of the user that is chosen."""

    def controls_after(self, run: RunFolder, values: Mapping[str, Any]) -> Sequence[Control]:
        """The inputs of ``controls``, with what they offer once these values stand in them."""


@dataclass(frozen=True)
class Scored:
    """New data with its scores, ready for a file.

    Attributes:
        rows: Number of cases.
        alerts: Number that is flagged; None for more than two classes.
        counts: Decision or class to number of cases.
        differences: Sentences about what differs from the training data.
        preview: First rows as column to values.
    """

    rows: int
    alerts: int | None
    counts: Mapping[str, int]
    differences: Sequence[str]
    preview: Mapping[str, Sequence[Any]] = field(default_factory=dict)


class Task(Protocol):
    """A pipeline for one kind of data."""

    kind: str
    inputs: Sequence[Input]
    roles: Sequence[Role]
    splits: Sequence[str]
    networks: Mapping[str, type[Training]]
    options: type[Record] | None
    """What a plan may say beyond roles and split (``Plan.options``), such as how a log is cleaned; None: nothing."""
    trainer: str
    views: Sequence[View]
    what_ifs: Sequence[WhatIf]

    def sniff(self, sources: Sources) -> Record | None:
        """How the sources would be read (separator, encoding ...), to be shown and corrected; None if fixed."""

    def preview(self, sources: Sources, options: Record | None) -> Sequence[Block]:
        """The first rows or pictures under these options."""

    def read(self, sources: Sources, options: Record | None, folder: Path) -> Dataset:
        """Read the sources into the (existing, empty) folder of a new dataset.

        Raises:
            Problem: The sources can't be read; the folder is then to be thrown away.
        """

    def open(self, folder: Path) -> Dataset:
        """Open a dataset that ``read`` made."""

    def suggest(
        self, data: Dataset, template: str, fixed: Mapping[str, str], fragments: Mapping[str, Sequence[str]]
    ) -> Plan:
        """Guess roles, outcome, split and network.

        Args:
            data: The dataset.
            template: Slug of the use case.
            fixed: Role to column name; these win over guesses.
            fragments: Role to parts of column names that point to it.
        """

    def check(self, data: Dataset, plan: Plan) -> Sequence[Finding]:
        """What to know before training, gravest first."""

    def profile(self, data: Dataset, plan: Plan, words: Words) -> Sequence[Block]:
        """What the data looks like: a table "Columns" or thumbnails, a table "Split", and charts."""

    def preview_training(self, data: Dataset, plan: Plan) -> Sequence[Block]:
        """What training does to the data before it learns (turned and shifted pictures); nothing where it does not."""

    def seconds(self, data: Dataset, plan: Plan) -> float:
        """An honest estimate of the training time in seconds on this machine."""

    def encode(self, cases: Any, schema: Schema) -> Mapping[str, NDArray[Any]]:
        """Cases to the tensors that ``model.onnx`` takes."""

    def score_file(self, run: RunFolder, sources: Sources, out: Path) -> Scored:
        """Score new data and write it with score and decision beside every row.

        Raises:
            Problem: The data can't be read or lacks what the model needs.
        """
