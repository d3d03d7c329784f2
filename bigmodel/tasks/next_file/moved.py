"""What has moved between the cases that a model was made with and a later file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from bigmodel.explain.drift import Drift, drift_of_labels, drift_of_numbers
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Outcome
from bigmodel.spec.block import Tone
from bigmodel.spec.shorten import shorten

SCORE, ANSWER, CERTAINTY = "Score", "Answer", "Certainty"
"""What a model says: the score of two classes; of more the class that is named, and its probability."""
SAID = {SCORE: "the scores", ANSWER: "the answers", CERTAINTY: "their certainty"}
"""Each of them in a sentence."""
NAMED = 3
"""What has moved and is named in the sentence at most."""
MOVES = ("moved a little", "moved")
STAYS: Mapping[str, str] = {"steady": "spread as in validation", "as before": "as far from validation as in the test"}
"""What is said of an answer that has not moved."""
TELLING = 1.0
"""PSI of a move by a standard deviation: where chance alone reaches it, that nothing has moved says nothing."""


@dataclass(frozen=True)
class Moved:
    """How far a file is from what was there before.

    Attributes:
        answers: Drift of what the model says, by the names above.
        inputs: Drift of what it looks at, by name; None where the training data is gone.
        kind: What one and several of the inputs are called.
    """

    answers: Mapping[str, Drift]
    inputs: Mapping[str, Drift] | None
    kind: tuple[str, str] = ("column", "columns")

    @property
    def ranked(self) -> list[tuple[str, Drift]]:
        """The inputs, those that moved most first."""
        return sorted((self.inputs or {}).items(), key=lambda item: -item[1].psi)

    @property
    def moved_inputs(self) -> list[str]:
        """Names of the inputs that have moved, the most first."""
        return [name for name, drift in self.ranked if drift.move in MOVES]

    @property
    def anything(self) -> bool:
        """Whether an input or an answer has moved."""
        return bool(self.moved_inputs) or any(drift.move in MOVES for drift in self.answers.values())

    @property
    def too_few(self) -> bool:
        """Whether nothing has moved because with so few cases nearly nothing could."""
        drifts = [*self.answers.values(), *(self.inputs or {}).values()]
        chances = [drift.chance for drift in drifts if drift.chance]
        return bool(chances) and not self.anything and min(chances) >= TELLING

    @property
    def tone(self) -> Tone:
        """How grave it is."""
        return "caution" if self.anything else "plain" if self.too_few else "good"

    @property
    def compared_answers(self) -> str:
        """What of the model's answers is compared, in a sentence."""
        return " and ".join(SAID[name] for name in self.answers)


def moved_words(moved: Moved) -> str:
    """What has moved, in a sentence."""
    if moved.too_few:
        return "With so few, nothing can be said of what has moved."
    tail = _answers_words(moved.answers)
    if moved.inputs is None:
        return f"{tail[:1].upper()}{tail[1:]}."
    (one, many), names = moved.kind, moved.moved_inputs
    tail = f"; {tail}" if tail else ""
    if not names:
        return f"No {one} has moved since training{tail}."
    shown = ", ".join(f"{shorten(name)} ({moved.inputs[name].move})" for name in names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return (
        f"{len(names)} of {len(moved.inputs)} {many} {'has' if len(names) == 1 else 'have'} moved: {shown}{more}{tail}."
    )


def _answers_words(answers: Mapping[str, Drift]) -> str:
    """Such as "the answers have moved, their certainty is spread as in validation"."""
    parts = []
    for move, group in groupby(answers, lambda name: answers[name].move):
        names = list(group)
        several = len(names) > 1 or names[0] != CERTAINTY
        verb = ("have" if several else "has") if move in MOVES else ("are" if several else "is")
        parts.append(f"{' and '.join(SAID[name] for name in names)} {verb} {STAYS.get(move, move)}")
    return ", ".join(parts)


def answer_drift(run: RunFolder, now: NDArray[np.float32], outcome: Outcome) -> dict[str, Drift]:
    """How what the model says has moved since validation.

    Of more than two classes, by which validation and test differ already is usual.

    Args:
        run: A run with a result.
        now: Scores of the file, float32 (n,) or (n, k).
        outcome: The classes.

    Raises:
        Problem: The stored scores are gone or damaged.
    """
    then = read_cases(run, "validation").score
    if outcome.binary:
        return {SCORE: drift_of_numbers(then.astype(np.float64), now.astype(np.float64))}
    sides = (then, read_cases(run, "test").score, now)
    named, sure = [_named(side, outcome.classes) for side in sides], [certainty(side) for side in sides]
    return {
        ANSWER: drift_of_labels(named[0], named[2], drift_of_labels(named[0], named[1]).psi),
        CERTAINTY: drift_of_numbers(sure[0], sure[2], drift_of_numbers(sure[0], sure[1]).psi),
    }


def input_drift(
    training: Mapping[str, NDArray[np.float64]],
    validation: Mapping[str, NDArray[np.float64]],
    now: Mapping[str, NDArray[np.float64]],
) -> dict[str, Drift]:
    """Drift of each number from training to the file; by what validation differs from training already is usual.

    A number that one of the sides lacks, or knows of no case, is left out.
    """
    return {
        name: drift_of_numbers(then, now[name], drift_of_numbers(then, validation[name]).psi)
        for name, then in training.items()
        if all(name in side and not np.isnan(side[name]).all() for side in (training, validation, now))
    }


def certainty(score: NDArray[np.float32]) -> NDArray[np.float64]:
    """The probability of the class that is named, float64 (n,), for scores (n, k)."""
    return np.asarray(score.max(axis=1, initial=0.0), np.float64)


def with_outcome(cases: CaseScores) -> CaseScores:
    """The cases whose class is known: those of a file have -1 where it is not."""
    return cases.take(np.flatnonzero(cases.y >= 0))


def _named(score: NDArray[np.float32], classes: Sequence[str]) -> Counter[str | None]:
    counts = np.bincount(score.argmax(axis=1), minlength=len(classes)).tolist()
    return Counter(dict(zip(classes, counts, strict=True)))
