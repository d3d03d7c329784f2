"""How many steps to take between two looks around, and what is told at each."""

from __future__ import annotations

import time

from bigmodel.spec import Emit
from bigmodel.training.steps import Sums

EVERY = 0.1
"""Seconds between two ``step`` events, and between two questions whether to stop."""


class Pace:
    """Chooses the length of chunks by the time that steps took and emits ``step`` events.

    The first chunk is a single step, so that the first point comes as early as it can.
    """

    def __init__(self, emit: Emit, steps: int) -> None:
        """Start the clock; ``steps`` is the number of steps an epoch has."""
        self._emit, self._steps = emit, steps
        self._chunk = 1
        self._since, self._sums = 0.0, Sums()
        self._told = False
        self.restart()

    def restart(self) -> None:
        """Begin to count time now, after something that was not training."""
        self._at = time.perf_counter()

    def next(self, done: int) -> int:
        """How many steps to take after ``done`` steps of the epoch, clamped to the epoch's end."""
        return min(self._chunk, self._steps - done)

    def took(self, sums: Sums, steps: int, epoch: int, done: int) -> None:
        """Take note of a chunk.

        Args:
            sums: Totals over its rows.
            steps: How many steps it had.
            epoch: Finished epochs.
            done: Steps of the running epoch including this chunk's.
        """
        now = time.perf_counter()
        spent, self._at = now - self._at, now
        self._since += spent
        self._sums += sums
        # The first chunk's time is mostly compilation and says nothing about a step.
        wanted = int(steps * EVERY / max(spent, 1e-6)) if self._told else 1
        self._chunk = max(1, min(wanted, 4 * self._chunk))
        if not self._told or self._since >= 0.9 * EVERY:
            self._tell(epoch, done)

    def _tell(self, epoch: int, done: int) -> None:
        loss, accuracy = self._sums.means
        self._emit(
            "step",
            epoch=epoch + done / self._steps,
            step=epoch * self._steps + done,
            loss=loss,
            accuracy=accuracy,
            rows_per_second=self._sums.rows / max(self._since, 1e-6),
        )
        self._since, self._sums, self._told = 0.0, Sums(), True
