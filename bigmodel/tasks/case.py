"""What a what-if brings that lets somebody pick one case and edit it, asked while a control is dragged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import CaseAnswer, CaseQuestion, Change, Words
from bigmodel.tasks.task import Dataset, WhatIf


@dataclass(frozen=True)
class Listed:
    """A case that can be picked: its row number in the dataset and what it is called."""

    row: int
    name: str


@dataclass(frozen=True)
class Brought:
    """A case of a file: what it is called, its cells, and sentences about what could not be taken over."""

    name: str
    given: tuple[Change, ...]
    differences: tuple[str, ...] = ()


@runtime_checkable
class EditsCase(WhatIf, Protocol):
    """A what-if about one case. All methods raise ``Problem`` where the bundle, scores or dataset are gone."""

    def kinds(self, run: RunFolder, words: Words) -> Mapping[str, str]:
        """The lists of test cases to pick from, by name, with their titles."""

    def listed(self, run: RunFolder, data: Dataset, words: Words, kind: str, text: str) -> Sequence[Listed]:
        """The first test cases of a kind in which some cell contains a text, the most telling first."""

    def bring(self, run: RunFolder, words: Words, file: Path) -> Sequence[Brought]:
        """The first cases of a file that somebody brought, read as the training file was."""

    def answer(self, run: RunFolder, data: Dataset, words: Words, question: CaseQuestion) -> CaseAnswer:
        """What the model says of a case."""


def question_of(values: Mapping[str, Any]) -> CaseQuestion:
    """The case that the page hands to every view of its section.

    Args:
        values: ``case`` (row number or None), ``changes`` (all that turn the row into the case as it stands), and
            ``given``, how many of the first of them belong to the case itself and are no edit.
    """
    changes = tuple(values.get("changes", ()))
    given = int(values.get("given", 0))
    return CaseQuestion(row=values.get("case"), given=changes[:given], changes=changes[given:])
