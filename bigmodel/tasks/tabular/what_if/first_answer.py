"""The answer of some cases drawn at random, there at once, while the model is still asked for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from bigmodel.explain.rescore import Progress
from bigmodel.spec import Block, Sentence, Words
from bigmodel.spec.numbers import count
from bigmodel.tasks.tabular.what_if.asked import Asked
from bigmodel.tasks.tabular.what_if.validation_rows import ValidationRows

MANY = 60_000
"""So many cases take a default network longer than a second on two cores."""
FIRST = 25_000
"""Cases that are asked first: about half a second's work, and shares of them are known to half a percent."""
STILL = ("leave_out", "share")
"""Changes that leave cases as they are: they keep their scores, so that the whole answer is there as soon."""

Meanwhile = Callable[[Sequence[Block]], None]
"""Shows an answer until a better one is there."""
Answer = Callable[[ValidationRows, Progress], Sequence[Block]]


def first_answer(
    rows: ValidationRows, asked: Asked, words: Words, *, answer: Answer, progress: Progress, meanwhile: Meanwhile
) -> float:
    """Show what the first cases say, before and after, where there are many that the model has to be asked for.

    Args:
        rows: All cases.
        asked: The question.
        words: The template's words.
        answer: Answers it for some cases; of fewer it lets as many fewer be looked at.
        progress: Told the share of all cases that is done.
        meanwhile: Shows the answer.

    Returns:
        The share of the cases that were asked.
    """
    total: int = rows.table.num_rows
    if total <= MANY or all(change.how in STILL for change in asked.changes):
        return 0.0
    share = FIRST / total
    drawn = np.sort(np.random.default_rng(0).choice(total, FIRST, replace=False))
    told = f"So far from {count(FIRST)} of {count(total)} {words.cases}, drawn at random; the others are being asked."
    found = answer(rows.take(drawn), lambda done: progress(share * done))
    meanwhile([*found[:1], Sentence(told, tone="caution"), *found[1:]])
    return share
