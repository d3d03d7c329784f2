"""A history that was edited: events taken out, put last, added; each keeps the number that it had."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Edited:
    """A history as it stood and as it stands now.

    Attributes:
        before: Columns of the scores, int32 (n,), oldest first.
        kept: Numbers of the events of ``before`` that still count, oldest first; 1 is the most recent of ``before``.
        added: Columns that were added after them, oldest first.
    """

    before: NDArray[np.int32]
    kept: tuple[int, ...]
    added: tuple[int, ...]

    @property
    def now(self) -> NDArray[np.int32]:
        """Columns of the history as it stands, oldest first, int32."""
        kept = [int(self.before[len(self.before) - number]) for number in self.kept]
        return np.asarray([*kept, *self.added], np.int32)

    @property
    def changed(self) -> bool:
        """Whether anything was edited."""
        return bool(self.added) or self.kept != tuple(range(len(self.before), 0, -1))


def edit(
    history: NDArray[np.int32], *, taken_out: Collection[int], put_last: Sequence[int], added: Sequence[int]
) -> Edited:
    """Take events out of a history, put some last, and add others after them.

    Args:
        history: Columns of the scores, oldest first.
        taken_out: Numbers of events, 1 for the most recent; numbers beyond the history name nothing.
        put_last: Numbers of events that become the most recent ones, in this order; one that is taken out stays out.
        added: Columns of items that were chosen after all that.
    """
    stays = [number for number in range(len(history), 0, -1) if number not in taken_out]
    last = [number for number in put_last if number in stays]
    return Edited(history, (*(number for number in stays if number not in last), *last), tuple(added))
