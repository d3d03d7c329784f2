"""Pictures that the model is most sure of and wrong about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.judge import classes_of
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Block, Control, Gallery, Outcome, Sentence, Words
from bigmodel.spec.numbers import count, score
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.plane import plane
from bigmodel.tasks.task import Dataset

SHOWN = 24
LONGEST = 20
"""Letters of a class name below a picture."""
EVERY = "Every class"
TITLE = "Most confident mistakes"


class Mistakes:
    """A gallery of test pictures that were named wrong, the most certain first."""

    page = "evaluate"
    title = TITLE

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Which true class to look at."""
        outcome = run.spec().plan.outcome
        if run.report() is None or outcome is None:
            return ()
        options = (EVERY, *outcome.classes)
        return (Control(name="class", title="What the picture shows", kind="choice", default=EVERY, options=options),)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The gallery; nothing before there is a result."""
        report, outcome = run.report(), run.spec().plan.outcome
        if report is None or outcome is None:
            return ()
        cases = read_cases(run, "test")
        named = classes_of(cases.score, report.threshold)
        wrong = confident_mistakes(cases, named, outcome, str(values.get("class", EVERY)))
        if not len(wrong):
            return [
                Sentence(TITLE, level=2),
                Sentence(f"None of these test {words.cases} was named wrong.", tone="good"),
            ]
        if data is None:
            return [Sentence(TITLE, level=2), Sentence("The dataset was deleted, so its pictures can't be shown.")]
        note = f"{count(len(wrong))} of the test {words.cases}"
        note += f", the {SHOWN} most confident shown." if len(wrong) > SHOWN else "."
        shown = wrong[:SHOWN]
        pictures = [plane(picture) for picture in np.asarray(data.take(cases.row[shown]), np.uint8)]
        captions = captions_of(cases, named, shown, outcome)
        return [Sentence(TITLE, level=2), Gallery("", pictures, captions, note)]


def sureness(cases: CaseScores, named: NDArray[np.int64]) -> NDArray[np.float64]:
    """The probability that the model gives to the class it names, (n,)."""
    if cases.score.ndim == 1:
        return np.where(named == 1, cases.score, 1 - cases.score).astype(np.float64)
    return cases.score[np.arange(len(named)), named].astype(np.float64)


def confident_mistakes(cases: CaseScores, named: NDArray[np.int64], outcome: Outcome, shown: str) -> NDArray[np.int64]:
    """Positions of the cases that are named wrong, the most certain first, int64."""
    wrong = named != cases.y
    if shown in outcome.classes:
        wrong &= cases.y == outcome.classes.index(shown)
    places = np.flatnonzero(wrong)
    return places[np.argsort(-sureness(cases, named)[places], kind="stable")].astype(np.int64)


def captions_of(cases: CaseScores, named: NDArray[np.int64], places: NDArray[np.int64], outcome: Outcome) -> list[str]:
    """What each picture is, what the model takes it for and how sure it is."""
    sure = sureness(cases, named)
    names = [shorten(name, LONGEST) for name in outcome.classes]
    return [f"{names[cases.y[place]]}, taken for {names[named[place]]} ({score(sure[place])})" for place in places]
