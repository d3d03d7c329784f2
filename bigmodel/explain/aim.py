"""What a change of a case has to reach: another decision, or another class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.threshold import flagged


@dataclass(frozen=True)
class Aim:
    """The wanted class.

    Attributes:
        wanted: Its number.
        threshold: The score from which a case is of class 1, for two classes; None for more, of which the most
            probable is named.
    """

    wanted: int
    threshold: float | None = None

    def reached(self, score: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
        """Whether each case is of the wanted class, bool (n,).

        Args:
            score: (n,) for two classes, else (n, k).
        """
        if self.threshold is None:
            return np.asarray(score.argmax(axis=1) == self.wanted)
        return np.asarray(flagged(score, self.threshold) == (self.wanted == 1))

    def nearness(self, score: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """How near each case is to the wanted class, float64 (n,); larger is nearer."""
        wide = score.astype(np.float64)
        if self.threshold is None:
            others = np.delete(wide, self.wanted, axis=1)
            return np.asarray(wide[:, self.wanted] - others.max(axis=1))
        return wide if self.wanted == 1 else -wide
