"""Answer only when certain: the rest goes to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.coverage import Answered, answered_from, coverage_curve, halving_certainty
from bigmodel.evaluation.judge import classes_of
from bigmodel.figures.coverage import Point, coverage_figure
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, Part, read_cases
from bigmodel.spec import Block, Control, Interval, Metric, Sentence, Words
from bigmodel.spec.numbers import count, number, share
from bigmodel.tasks.task import Dataset
from bigmodel.tasks.views.mistakes import sureness

TITLE = "Answer only when certain"
LARGEST = 0.99
STEP = 0.01


class Abstain:
    """A least certainty, chosen on validation scores, and its result on test data beside it."""

    title = TITLE

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """The least certainty; at first the smallest that halves the mistakes of the validation data."""
        if run.report() is None or run.spec().plan.outcome is None:
            return ()
        return (
            Control(
                name="certainty",
                title="Least certainty",
                kind="slider",
                default=least_certainty(run),
                low=0.0,
                high=LARGEST,
                step=STEP,
                help="At first the smallest from which answers to the validation data are wrong half as often.",
            ),
        )

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """What is answered and how much of it is right; nothing before there is a result."""
        control = next(iter(self.controls(run)), None)
        if control is None:
            return ()
        least = float(values.get("certainty", control.default))
        _, sure, right = certainties(run, "validation")
        chosen = answered_from(least, sure, right)
        _, test_sure, test_right = certainties(run, "test")
        test = answered_from(least, test_sure, test_right)
        curve = [point for step in coverage_curve(sure, right) if (point := _point(step)) is not None]
        return [
            Sentence(TITLE, level=2),
            Sentence(sentence(test, float(test_right.mean()), words)),
            *_metrics(chosen, "validation"),
            *_metrics(test, "test"),
            coverage_figure(curve, _point(chosen), _point(test), words.cases),
        ]


def least_certainty(run: RunFolder) -> float:
    """The smallest certainty from which answers to the validation data are wrong half as often; 0 where none is.

    Raises:
        Problem: The scores are gone or damaged.
    """
    return round(min(LARGEST, halving_certainty(*certainties(run, "validation")[1:])), 2)


def certainties(run: RunFolder, part: Part) -> tuple[CaseScores, NDArray[np.float64], NDArray[np.bool_]]:
    """The cases of a part, how certain each answer is (n,), and whether it is right (n,).

    Raises:
        Problem: The scores are gone or damaged.
    """
    report = run.report()
    cases = read_cases(run, part)
    named = classes_of(cases.score, report.threshold if report else None)
    return cases, sureness(cases, named), named == cases.y


def sentence(test: Answered, every: float, words: Words) -> str:
    """What the choice means on test data, beside ``every``: the share that is right where all are answered."""
    said = f"From a certainty of {number(test.certainty)}"
    if not test.answered:
        return f"{said} none of the test {words.cases} is answered."
    return (
        f"{said} the model answers {share(test.answered / test.total)} of the test {words.cases} and is right in "
        f"{share(test.right / test.answered)} of those; answering all, it is right in {share(every)}. "
        f"{count(test.total - test.answered)} of {count(test.total)} go to a person."
    )


def _metrics(found: Answered, part: str) -> list[Metric]:
    return [
        Metric(f"Answered, {part}", share(found.share.value), shares(found.share)),
        Metric(f"Right of those, {part}", share(found.accuracy.value), shares(found.accuracy))
        if found.accuracy
        else Metric(f"Right of those, {part}", "–", "nothing is answered"),
    ]


def shares(found: Interval) -> str:
    """An interval of a share: ``98.1 to 99.4 %``."""
    return f"{share(found.low).removesuffix(' %')} to {share(found.high)}"


def _point(found: Answered) -> Point | None:
    if not found.answered:
        return None
    return found.answered / found.total, found.right / found.answered, found.certainty
