"""Which of the classes means that nothing is wrong, and how much a score speaks for a fault."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec import Outcome

NAMES = {"normal", "healthy", "ok", "okay", "good", "intact", "baseline", "nofault", "faultfree", "none", "undamaged"}
"""What a healthy condition is called, letters only, in lower case."""
NAMES |= {"gesund", "正常", "健康"}


def healthy_class(outcome: Outcome) -> int | None:
    """Index of the class without a fault: the first of two classes, else the one that is named so; None if none is."""
    if outcome.binary:
        return 0
    for place, name in enumerate(outcome.classes):
        words = re.split(r"[\W_\d]+", name.lower())
        if NAMES & {"".join(words), *words}:
            return place
    return None


def fault_score(score: NDArray[np.float32], healthy: int) -> NDArray[np.float64]:
    """Probability of any fault, float64 (n,).

    Args:
        score: Probabilities, (n,) of the second class or (n, k).
        healthy: Index of the healthy class.
    """
    if score.ndim == 1:
        return (score if healthy == 0 else 1 - score).astype(np.float64)
    return np.clip(1.0 - score[:, healthy].astype(np.float64), 0.0, 1.0)
