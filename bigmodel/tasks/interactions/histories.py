"""Histories of item codes, and the questions that validation and test ask of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.spec import Plan
from bigmodel.tasks.interactions.dataset import InteractionDataset

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Days = NDArray[np.datetime64]


@dataclass(frozen=True)
class Histories:
    """Sequences of item codes, end to end.

    Attributes:
        items: int32, codes 1 to the number of items (0 is padding), oldest first within each sequence.
        starts: int64 (n + 1,), where each sequence begins; the last is the length of ``items``.
    """

    items: Ints
    starts: Longs

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of(self, place: int) -> Ints:
        """One sequence, int32."""
        return self.items[self.starts[place] : self.starts[place + 1]]

    @property
    def lengths(self) -> Longs:
        """Length of each sequence, int64 (n,)."""
        return np.diff(self.starts)


@dataclass(frozen=True)
class RankingCases:
    """Questions: what comes after this history.

    Attributes:
        user: int64 (n,), index into ``RankingParts.users``.
        history: What the user chose before, oldest first; none is empty.
        target: int32 (n,), code of the item that he chose then.
        row: int64 (n,), row of the raw table in which he chose it (``InteractionDataset.take``).
        day: datetime64[D], the day of each event of ``history.items``; None where the log has no times.
    """

    user: Longs
    history: Histories
    target: Ints
    row: Longs
    day: Days | None = None

    def __len__(self) -> int:
        return len(self.user)


@dataclass(frozen=True)
class RankingParts:
    """A log divided into training, validation and test.

    Attributes:
        items: The candidates: all items that occur in training; ``items[i]`` has code ``i + 1``.
        users: Users; those with training events come first, in the order of ``train``.
        train: One sequence for each user with training events: ``train.of(i)`` is of ``users[i]``.
        validation: The questions by which an epoch is chosen.
        test: The questions by which the model is judged. Histories hold what validation asked for, too.
        notes: What was left out, a sentence each.
        train_rows: int64, row of the raw table of each training event, in the order of ``train.items``.
    """

    items: tuple[str, ...]
    users: tuple[str, ...]
    train: Histories
    validation: RankingCases
    test: RankingCases
    notes: tuple[str, ...]
    train_rows: Longs


def divide(data: InteractionDataset, plan: Plan) -> RankingParts:
    """Divide the log of a plan as its split says.

    ``last`` (leave one out): of each user with three events or more the last is the test, the one before the
    validation; of two events the last is the test. ``time`` (global): training is what happened before the first of
    two moments; each user's first event after a moment is what validation and test ask for, from all that he chose
    before that moment. A gap moves the moment from which events are asked for, not that to which histories reach.

    Items that do not occur in training are no candidates: questions for them, and questions without a known item in
    the history, are left out and counted in ``notes``; histories go without such items.

    Args:
        data: The dataset.
        plan: Roles, split and options.

    Raises:
        Problem: A role is missing, the split needs times that the log lacks, or a part would be empty.
    """
    from bigmodel.tasks.interactions.division import divide_log

    return divide_log(data.log(plan), plan)
