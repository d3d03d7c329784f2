"""Accuracy as it would be were the classes as frequent as elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def accuracy_at(right: NDArray[np.bool_], y: NDArray[np.int32], mix: NDArray[np.float64]) -> tuple[float, float] | None:
    """Accuracy once each class counts as often as in another set of cases (direct standardisation).

    As in J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003), ch. 19.

    Args:
        right: Whether each case was answered rightly, bool (n,).
        y: Classes of the cases, (n,).
        mix: Share of each class in the other set, (classes,), sums to 1.

    Returns:
        The accuracy, and the number of cases of which a plain accuracy would be as certain; None where a class of
        the mix has no case here.
    """
    cases = np.bincount(y, minlength=len(mix))
    if (cases[mix > 0] == 0).any():
        return None
    counted, hits = np.maximum(cases, 1), np.bincount(y, right, minlength=len(mix))
    # Half a case more of each kind: of a class that was never mistaken too little would seem to be known for certain.
    careful = (hits + 0.5) / (counted + 1)
    whole = float(mix @ careful)
    spread = float(mix**2 @ (careful * (1 - careful) / counted))
    return min(1.0, float(mix @ (hits / counted))), whole * (1 - whole) / spread
