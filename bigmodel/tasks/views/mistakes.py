"""The confusion matrix to look into: the pictures behind each square, most certain and wrong first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.confusion import confusion
from bigmodel.evaluation.judge import classes_of
from bigmodel.figures.confusion import confusion_figure
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
EVERY = "Every mistake"
TITLE = "Most confident mistakes"
LARGEST = 30
"""Classes up to which the matrix is drawn: beyond, squares are too small to hit."""

Pair = tuple[int | None, int | None]
"""Numbers of the true class and of the named one, None for any."""


class Mistakes:
    """The matrix of true and named classes on test data, and the pictures of the chosen square."""

    title = TITLE

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Which pictures to look at; a click on a square of the matrix sets it."""
        found = _found(run)
        if found is None:
            return ()
        outcome, cases, named = found
        options = tuple(options_of(confusion(cases.y, named, len(outcome.classes)), outcome.classes))
        help = "Choose here, or click a square of the matrix."
        return (Control(name="pair", title="Pictures", kind="choice", default=EVERY, options=options, help=help),)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The matrix and the gallery; nothing before there is a result."""
        found = _found(run)
        if found is None:
            return ()
        outcome, cases, named = found
        matrix = confusion(cases.y, named, len(outcome.classes))
        options = options_of(matrix, outcome.classes)
        chosen = str(values.get("pair", EVERY))
        places = places_of(cases, named, options.get(chosen, (None, None)))
        head: list[Block] = [Sentence(TITLE, level=2)]
        if len(outcome.classes) <= LARGEST:
            squares = {pair: option for option, pair in options.items() if None not in pair}
            head.append(confusion_figure(matrix, outcome.classes, "pair", squares))  # type: ignore[arg-type]
        if not len(places):
            return [*head, Sentence(f"None of these test {words.cases} was named wrong.", tone="good")]
        if data is None:
            return [*head, Sentence("The dataset was deleted, so its pictures can't be shown.")]
        shown = places[:SHOWN]
        pictures = [plane(picture) for picture in np.asarray(data.take(cases.row[shown]), np.uint8)]
        title = chosen if chosen in options else EVERY
        note = note_of(len(places), bool(named[places[0]] == cases.y[places[0]]), words)
        return [*head, Sentence(title, level=3), Gallery("", pictures, captions_of(cases, named, shown, outcome), note)]


def options_of(matrix: NDArray[np.int64], classes: Sequence[str]) -> dict[str, Pair]:
    """What can be looked at: all mistakes, those of each class, and each square that is not empty.

    Mistakes come most frequent first, right answers at the end.
    """
    wrong = matrix.copy()
    np.fill_diagonal(wrong, 0)
    options: dict[str, Pair] = {EVERY: (None, None)}
    squares = [(int(true), int(decided)) for true, decided in np.argwhere(wrong)]
    for true, decided in sorted(squares, key=lambda pair: -wrong[pair]):
        options[f"{classes[true]} taken for {classes[decided]}"] = (true, decided)
    for place, name in enumerate(classes):
        if (wrong[place] > 0).sum() > 1:
            options[f"{name} taken for anything else"] = (place, None)
    for place, name in enumerate(classes):
        if (wrong[:, place] > 0).sum() > 1:
            options[f"anything else taken for {name}"] = (None, place)
    for place, name in enumerate(classes):
        if matrix[place, place]:
            options[f"{name}, named right"] = (place, place)
    return options


def places_of(cases: CaseScores, named: NDArray[np.int64], pair: Pair) -> NDArray[np.int64]:
    """Positions of the cases of a square, int64: the most certain mistakes first, the least certain right ones."""
    true, decided = pair
    right = true is not None and true == decided
    wanted = (named == cases.y) if right else (named != cases.y)
    wanted = wanted & (true is None or cases.y == true) & (decided is None or named == decided)
    places = np.flatnonzero(wanted)
    sure = sureness(cases, named)[places]
    return places[np.argsort(sure if right else -sure, kind="stable")].astype(np.int64)


def sureness(cases: CaseScores, named: NDArray[np.int64]) -> NDArray[np.float64]:
    """The probability that the model gives to the class it names, (n,)."""
    if cases.score.ndim == 1:
        return np.where(named == 1, cases.score, 1 - cases.score).astype(np.float64)
    return cases.score[np.arange(len(named)), named].astype(np.float64)


def note_of(number: int, right: bool, words: Words) -> str:
    """How many there are and which are shown."""
    kind = "least" if right else "most"
    note = f"{count(number)} of the test {words.cases}"
    return f"{note}, the {SHOWN} {kind} certain shown." if number > SHOWN else f"{note}, the {kind} certain first."


def captions_of(cases: CaseScores, named: NDArray[np.int64], places: NDArray[np.int64], outcome: Outcome) -> list[str]:
    """What each picture is, what the model takes it for and how sure it is."""
    sure = sureness(cases, named)
    names = [shorten(name, LONGEST) for name in outcome.classes]
    return [
        f"{names[cases.y[place]]} ({score(sure[place])})"
        if named[place] == cases.y[place]
        else f"{names[cases.y[place]]}, taken for {names[named[place]]} ({score(sure[place])})"
        for place in places
    ]


def _found(run: RunFolder) -> tuple[Outcome, CaseScores, NDArray[np.int64]] | None:
    """Classes, test cases and the class named for each; None before there is a result."""
    report, outcome = run.report(), run.spec().plan.outcome
    if report is None or outcome is None:
        return None
    cases = read_cases(run, "test")
    return outcome, cases, classes_of(cases.score, report.threshold)
