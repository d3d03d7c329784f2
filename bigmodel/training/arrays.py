"""Rows to learn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Arrays:
    """Input tensors by the network's input names, and the answers.

    Attributes:
        inputs: Name to array; all have the same first axis.
        y: int32 (n,), class index; for other objectives int32 (n, ...).
    """

    inputs: Mapping[str, NDArray[Any]]
    y: NDArray[np.int32]

    def __post_init__(self) -> None:
        """Refuse arrays of different lengths: a row would be paired with another row's answer."""
        lengths = {name: len(array) for name, array in self.inputs.items()}
        if any(length != len(self.y) for length in lengths.values()):
            raise ValueError(f"{len(self.y)} answers but inputs of {lengths} rows")

    def __len__(self) -> int:
        return len(self.y)
