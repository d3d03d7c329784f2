"""What a search for the smallest changes found, as blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.explain.aim import Aim
from bigmodel.explain.changeable import Limits
from bigmodel.explain.counterfactuals import Found, find
from bigmodel.inference.table import years_in
from bigmodel.spec import Block, Metric, Sentence, Table, Words
from bigmodel.spec.numbers import count, digits_apart, number
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.tabular.what_if.flip_words import alike, becomes, fields, listed, sentence, was, would
from bigmodel.tasks.tabular.what_if.real_rows import RealRows

KEPT = "Numbers stay within what 98 % of the training data have; ids and computed columns are not changed."


@dataclass(frozen=True)
class Question:
    """What was asked.

    Attributes:
        case: The case, one row in the kinds of training.
        score: Its score, (1,) for two classes, else (1, k).
        aim: What a change has to reach.
        real: The model, and real rows that answers are compared with.
        words: The template's words.
    """

    case: pa.Table
    score: NDArray[np.float32]
    aim: Aim
    real: RealRows
    words: Words

    @property
    def own_score(self) -> float:
        """The score that has to move."""
        return float(self.score[0] if self.aim.threshold is not None else self.score[0, self.aim.wanted])

    @property
    def score_title(self) -> str:
        """What that score is called."""
        outcome = self.real.bundle.schema.outcome
        return "Score" if outcome.binary else f"Probability of {shorten(outcome.classes[self.aim.wanted])}"

    @property
    def edges(self) -> dict[str, float]:
        """The threshold by the title of the score that it stands beside; nothing for more than two classes."""
        return {} if self.aim.threshold is None else {self.score_title: self.aim.threshold}

    @property
    def years(self) -> frozenset[str]:
        """The columns that hold years."""
        return years_in(self.real.bundle.schema)

    @property
    def kept(self) -> str:
        """What no answer changes, and why."""
        dates = [each["name"] for each in self.real.bundle.schema.encoder["dates"]]
        if not dates:
            return KEPT
        left = (
            f"{listed(dates)} {'is' if len(dates) == 1 else 'are'} left as {'it is' if len(dates) == 1 else 'they are'}"
        )
        return f"{KEPT} {left}: when {self.words.cases} happen is nothing to choose, but the form above can change it."

    def beside_edge(self, *scores: float) -> list[str]:
        """Scores as numbers that differ from the threshold's, and from where on a case is flagged.

        The last is empty for more than two classes.
        """
        threshold = self.aim.threshold
        if threshold is None:
            return [*map(number, scores), ""]
        digits = digits_apart(scores, threshold)
        return [*(number(each, digits) for each in scores), f"{self.words.flagged} from {number(threshold, digits)}"]

    @property
    def would(self) -> str:
        """What would become of the case."""
        return would(self.real.bundle.schema.outcome, self.aim.wanted, self.words)


def answers(question: Question, found: Found, wanted: int) -> list[Block]:
    """The smallest answer in words, its numbers, and all answers.

    Args:
        question: What was asked.
        found: At least one answer.
        wanted: How many were asked for.
    """
    case, words, best, title = question.case, question.words, found.answers[0], question.score_title
    now, own, edge = question.beside_edge(best.score, question.own_score)
    beside = ", ".join(filter(None, (f"was {own}", edge)))
    tried = f"of {count(wanted)} wanted; {count(found.tried)} changes were tried"
    itself = f"The {words.case} itself is {alike(found.alike, words)}."
    return [
        Sentence(sentence(best, case, question.would, question.years)),
        Metric("Smallest change", fields(len(best.changes)), alike(best.alike, words)),
        Metric(f"{title} after it", now, beside),
        Metric("Ways found", count(len(found.answers)), tried),
        Table("", rows_of(question, found), {title: "score", "Fields": "count"}, edges=question.edges),
        Sentence(f"{itself} {_compared(question)} {question.kept}", level=4),
    ]


def rows_of(question: Question, found: Found) -> dict[str, Sequence[Any]]:
    """A row for each change of each answer: from what to what, and what the whole answer comes to."""
    every = [(way, answer, change) for way, answer in enumerate(found.answers, start=1) for change in answer.changes]
    return {
        "Way": [str(way) for way, _, _ in every],
        "Field": [shorten(change.field) for _, _, change in every],
        "From": [was(question.case, change, question.years) for _, _, change in every],
        "To": [becomes(change, question.years) for _, _, change in every],
        "Fields": [len(answer.changes) for _, answer, _ in every],
        question.score_title: [answer.score for _, answer, _ in every],
        "Alike to real data": [alike(answer.alike, question.words) for _, answer, _ in every],
    }


def none_within(question: Question, found: Found, limits: Limits) -> list[Block]:
    """That nothing flips the case, how near it came, and what forbids it where there is a way without the limits."""
    if not found.tried:
        text = f"None within the limits: nothing may change, so there is no way in which {question.would}."
    else:
        best, edge = question.beside_edge(found.best)
        text = (
            f"None within the limits: {count(found.tried)} changes were tried, and the nearest one gives a "
            f"{_lower(question.score_title)} of {best}{f'; {edge}' if edge else ''}."
        )
    if limits == Limits():
        return [Sentence(text, tone="caution"), Sentence(f"{_compared(question)} {question.kept}", level=4)]
    free = find(question.case, question.real.space, question.aim, 1)
    if not free.answers:
        return [Sentence(f"{text} Without the limits there is none either.", tone="caution")]
    limited = limits.locked | limits.up | limits.down | set(limits.ranges)
    held = listed([each.field for each in free.answers[0].changes if each.field in limited])
    return [
        Sentence(f"{text} Without the limits on {held} there is a way.", tone="caution"),
        Sentence(sentence(free.answers[0], question.case, question.would, question.years)),
    ]


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def _compared(question: Question) -> str:
    records, cases = question.real.space.records, question.words.cases
    part = f"{count(len(records))} of {count(records.total)}" if records.partial else count(len(records))
    return f"Compared with {part} training {cases}; alike is as near as 95 % of them are to another one."
