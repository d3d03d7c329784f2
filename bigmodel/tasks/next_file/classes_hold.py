"""Whether a model of more than two classes still holds on a later file, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bigmodel.evaluation.intervals import difference_of_shares
from bigmodel.evaluation.metrics import TOO_FEW
from bigmodel.evaluation.same_mix import accuracy_at
from bigmodel.explain.drift import OTHERS
from bigmodel.runs.scores import CaseScores
from bigmodel.spec import Words
from bigmodel.spec.block import Tone
from bigmodel.spec.numbers import MINUS, count, score, share
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.next_file.moved import ANSWER, CERTAINTY, MOVES, Moved, certainty, with_outcome

NOTED = 0.005
"""Change of validation's accuracy by another mix of classes that is worth a word."""


def classes_hold(now: CaseScores, then: CaseScores, test: CaseScores, moved: Moved, words: Words) -> tuple[str, Tone]:
    """Whether as many are sorted right as in validation; without their classes, whether the answers are as before.

    Another mix of classes alone moves the accuracy: validation and test are asked what theirs would be with the
    classes as frequent as in the file. Where the test already gave less than validation, as on machines that were
    held out, to be no worse than in the test is to hold.

    Args:
        now: The file; a class of -1 is not known.
        then: Validation.
        test: The test.
        moved: The drift of the answers.
        words: The template's words.
    """
    found = with_outcome(now)
    if not len(found.y):
        return _without_classes(now, then, moved, words)
    if len(found.y) < TOO_FEW:
        who = f"{count(len(found.y))} {words.case if len(found.y) == 1 else words.cases}"
        return f"The class of only {who} is known: too few to tell whether the model still holds.", "plain"
    here, before, tested = _right(found), _as_often(then, found), _as_often(test, found)
    value, low, high = _difference(here, before)
    mixed = " with the classes as often as here" if abs(before[0] - _right(then)[0]) >= NOTED else ""
    shares = f"{share(here[0])} of the {words.cases} are sorted right, in validation{mixed} {share(before[0])} were"
    differ = f"{_points(value)} points, 95 % interval {_points(low)} to {_points(high)}"
    if low > 0:
        return f"The model holds, better than in validation by more than chance: {shares} ({differ}).", "good"
    if high >= 0:
        return f"The model still holds: {shares}; the difference ({differ}) is no more than chance.", "good"
    if _difference(here, tested)[2] >= 0:
        return f"The model holds as in testing, where {share(tested[0])} were right: {shares}.", "good"
    return f"The model is worse here than in validation, by more than chance: {shares} ({differ}).", "caution"


def _right(cases: CaseScores) -> tuple[float, float]:
    """Accuracy, and the number of cases."""
    return float((cases.score.argmax(axis=1) == cases.y).mean()), len(cases.y)


def _as_often(cases: CaseScores, now: CaseScores) -> tuple[float, float]:
    """The same with the classes as frequent as now; as they are where a class of now is missing among the cases."""
    mix = np.bincount(now.y, minlength=now.score.shape[1]) / len(now.y)
    return accuracy_at(cases.score.argmax(axis=1) == cases.y, cases.y, mix) or _right(cases)


def _difference(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float, float]:
    """By how much more of the first are sorted right, with 95 % bounds."""
    counts = [(right * cases, cases) for right, cases in (first, second)]
    return difference_of_shares(*counts[0], *counts[1])


def sorts(now: CaseScores, classes: Sequence[str], words: Words, most: int = 3) -> str:
    """How the model sorts cases whose class is not known: the classes that it names most."""
    total = len(now.score)
    named = now.score.argmax(axis=1)
    if total == 1:
        return f"The model takes the {words.case} for {shorten(classes[int(named[0])])}."
    often = sorted(((int((named == place).sum()), -place) for place in range(len(classes))), reverse=True)[:most]
    shown = [f"{shorten(classes[-place])} ({share(times / total)})" for times, place in often if times]
    listed = f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]
    return f"The model sorts {count(total)} {words.cases}, most often as {listed}; the file does not say what they are."


def _without_classes(now: CaseScores, then: CaseScores, moved: Moved, words: Words) -> tuple[str, Tone]:
    if len(now.score) < TOO_FEW:
        return f"There are too few {words.cases} to tell whether the model still holds.", "plain"
    sure, was = (float(certainty(each.score).mean()) for each in (now, then))
    means = f"{score(sure)} on average, {score(was)} in validation"
    doubts = []
    if moved.answers[CERTAINTY].move in MOVES:
        doubts.append(f"its certainty is spread otherwise ({means})")
    answers = moved.answers[ANSWER]
    if answers.move in MOVES:
        place = int(abs(answers.now - answers.then).argmax())
        times, before = (share(float(side[place])) for side in (answers.now, answers.then))
        named = "classes that are rarer" if answers.labels[place] == OTHERS else shorten(answers.labels[place])
        doubts.append(f"it names {named} for {times} of the {words.cases}, in validation for {before}")
    if not doubts:
        alike = f"it is as certain as before ({means}), and names each class about as often"
        if any(drift.move == "as before" for drift in moved.answers.values()):
            alike = f"its answers and their certainty ({means}) differ from validation no more than in the test"
        return f"As far as can be told without knowing what they are, the model still holds: {alike}.", "good"
    return f"Whether the model still holds is doubtful: {' and '.join(doubts)}. Only known classes can tell.", "caution"


def _points(value: float) -> str:
    """A difference of shares in percentage points with its sign."""
    points = f"{abs(value * 100):.1f}"
    return points if points == "0.0" else f"{'+' if value > 0 else MINUS}{points}"
