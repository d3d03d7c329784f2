"""A later file of pictures or signals: the answer, what has moved, and the cases that the model is least sure of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.split import split_rows
from bigmodel.evaluation.judge import classes_of
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Block, Metric, Outcome, Plan, Sentence, Words
from bigmodel.spec.numbers import number, share
from bigmodel.tasks.next_file.drift_blocks import drift_blocks, score_figure
from bigmodel.tasks.next_file.file_verdict import file_verdict
from bigmodel.tasks.next_file.invitation import TITLE
from bigmodel.tasks.next_file.moved import Moved, answer_drift, input_drift
from bigmodel.tasks.views.abstain import least_certainty
from bigmodel.tasks.views.mistakes import sureness

MOST = 2_000
"""Training cases, and validation cases, that are compared at most; more would change no figure that is shown."""
AT_ONCE = 256
"""Cases that are in memory at a time."""
KIND = ("property", "properties")
Properties = Mapping[str, NDArray[np.float64]]
"""Plain numbers of each case by name, NaN where one can't be told."""


@dataclass(frozen=True)
class ClassFile:
    """Cases of a file as the model sees them.

    Attributes:
        cases: Their scores; a class of -1 is not known.
        properties: What they are like.
        differences: Sentences about what training had not.
    """

    cases: CaseScores
    properties: Properties
    differences: list[str]


def class_file_blocks(
    run: RunFolder, outcome: Outcome, file: ClassFile, earlier: tuple[Properties, Properties] | None, words: Words
) -> list[Block]:
    """The answer in a sentence, cards and what has moved.

    Args:
        run: A run with a result.
        outcome: The classes.
        file: The file.
        earlier: What training and validation cases are like; None where the dataset was deleted.
        words: The template's words.

    Raises:
        Problem: The stored scores are gone or damaged.
    """
    inputs = None if earlier is None else input_drift(*earlier, file.properties)
    moved = Moved(answer_drift(run, file.cases.score, outcome), inputs, KIND)
    return [
        Sentence(TITLE, level=2),
        *file_verdict(run, file.cases, moved, words, left_to_person(run, file.cases)),
        *(Sentence(text, tone="caution") for text in file.differences),
        *drift_blocks(moved, score_figure(run, file.cases.score, words)),
    ]


def left_to_person(run: RunFolder, now: CaseScores) -> list[Metric]:
    """The share of answers that are too uncertain, now and in validation; nothing where no certainty is enough."""
    least, report = least_certainty(run), run.report()
    if least <= 0 or report is None:
        return []
    sides = (now, read_cases(run, "validation"))
    left = [float((sureness(each, classes_of(each.score, report.threshold)) < least).mean()) for each in sides]
    help = (
        f"Answers less certain than {number(least)}: the others are wrong half as often as all, on validation data. "
        "Evaluate has it as “Answer only when certain”."
    )
    return [Metric("Left to a person", share(left[0]), f"validation: {share(left[1])}", help)]


def least_certain(
    run: RunFolder, now: CaseScores, most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The cases that the model is least sure of, the least first: their places, the class named and its probability."""
    report = run.report()
    named = classes_of(now.score, report.threshold if report else None)
    sure = sureness(now, named)
    places = np.argsort(sure, kind="stable")[:most]
    return places, named[places], sure[places]


def earlier_properties(
    cases: pa.Table, plan: Plan, look: Callable[[NDArray[np.int64]], Properties]
) -> tuple[Properties, Properties]:
    """What evenly spaced cases of training and of validation are like, some at a time.

    Args:
        cases: What is known of the dataset's cases.
        plan: The run's plan.
        look: Gives the properties of the cases at some rows.

    Raises:
        Problem: The data no longer divides as the plan says.
    """
    parts = split_rows(cases, plan)
    train, validation = (
        end_to_end([look(rows[start : start + AT_ONCE]) for start in range(0, len(rows), AT_ONCE)])
        for rows in (_thinned(parts.train), _thinned(parts.validation))
    )
    return train, validation


def end_to_end(parts: Sequence[Properties]) -> Properties:
    """The properties of several parts, one part after the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}


def _thinned(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST)).astype(np.int64)]
