"""Whether the threshold still holds where outcomes are not known yet, in a sentence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.decision import flagged
from bigmodel.evaluation.intervals import Z
from bigmodel.evaluation.metrics import TOO_FEW
from bigmodel.explain.drift import drift_of_numbers
from bigmodel.spec import Words
from bigmodel.spec.block import Tone
from bigmodel.spec.numbers import number, share

TOLERABLE = 0.2
"""A share of alerts that differs by less than this share of itself asks for nothing."""


def holds_without_outcomes(
    then: NDArray[np.float32], now: NDArray[np.float32], threshold: float, words: Words
) -> tuple[str, Tone]:
    """Whether as many cases are flagged as before, and the scores are spread as before.

    Args:
        then: Validation scores, (n,).
        now: Scores of the file, (m,).
        threshold: The score from which cases are flagged.
        words: The template's words.
    """
    if len(now) < TOO_FEW:
        return f"There are too few {words.cases} to tell whether the threshold still holds.", "plain"
    drift = drift_of_numbers(then.astype(np.float64), now.astype(np.float64))
    before, after = (float(flagged(side, threshold).mean()) for side in (then, now))
    shares = f"{share(after)} of the {words.cases} would be {words.flagged}, in validation {share(before)} were"
    if drift.move == "steady" and not _differ(before, after, len(then), len(now)):
        return f"As far as can be told without outcomes, the threshold of {number(threshold)} still holds: {shares}.", (
            "good"
        )
    same = float(np.quantile(np.asarray(now, np.float64), 1 - before))
    return (
        f"Whether the threshold of {number(threshold)} still holds is doubtful: {shares}, and the scores are "
        f"{'spread as before' if drift.move == 'steady' else 'spread otherwise'}. As many as before would be "
        f"{words.flagged} from {number(same)} on; whether that is better, only outcomes can tell.",
        "caution",
    )


def _differ(before: float, after: float, then: int, now: int) -> bool:
    """Whether two shares differ by more than chance (95 %) and by more than is tolerable."""
    both = (before * then + after * now) / max(1, then + now)
    chance = Z * (both * (1 - both) * (1 / max(1, then) + 1 / max(1, now))) ** 0.5
    return bool(abs(after - before) > max(chance, TOLERABLE * before))
