"""Whether a model of two classes has become worse than in validation, by more than chance."""

from __future__ import annotations

from bigmodel.evaluation.intervals import difference_of_shares
from bigmodel.explain.verdict import Verdict
from bigmodel.spec import Words
from bigmodel.spec.numbers import share

FEWEST = 5
"""Positives and alerts on each side, with fewer of which nothing is said."""


def worse_words(now: Verdict, then: Verdict, words: Words) -> list[str]:
    """A sentence for recall and one for precision where it is lower than in validation.

    That the threshold still is the best one does not tell that the model still is as good.

    Args:
        now: The decisions on the file.
        then: Those on the validation cases.
        words: The template's words.
    """
    sides = (now, then)
    asked = (
        (
            [(side.tp, side.tp + side.fn) for side in sides],
            f"Fewer of the {words.positives} are {words.flagged} than in validation",
        ),
        (
            [(side.tp, side.alerts) for side in sides],
            f"Fewer of the {words.cases} that are {words.flagged} are {words.called} than in validation",
        ),
    )
    return [
        f"{start}, by more than chance: {share(counts[0][0] / counts[0][1])}, there "
        f"{share(counts[1][0] / counts[1][1])}."
        for counts, start in asked
        if min(whole for _, whole in counts) >= FEWEST and difference_of_shares(*counts[0], *counts[1])[2] < 0
    ]
