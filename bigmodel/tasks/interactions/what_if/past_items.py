"""Which past items carry a suggestion: the history is scored without each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.figures.past_items import falls_without
from bigmodel.inference.bundle import Bundle
from bigmodel.spec import Block, Sentence, Table
from bigmodel.spec.numbers import count, with_sign
from bigmodel.tasks.interactions.suggest import ranked_columns, scores_after

NOTHING = "There is one item in the history or none, so there is nothing to leave out."


@dataclass(frozen=True)
class Without:
    """What becomes of one item's place when a past item is left out.

    Attributes:
        column: The past item.
        times: How often it stands in the part of the history that the model looks at.
        rank: Rank of the item in question without it.
        fall: By how much the score of the item in question falls, beside the mean of all items; below 0 it rises.
    """

    column: int
    times: int
    rank: int
    fall: float


def leave_out_each(bundle: Bundle, history: NDArray[np.int32], column: int) -> tuple[Without, ...]:
    """Leave out each different item of a history, all its events at once.

    Scores are compared with the mean of all items: a shorter history moves every score alike, which moves no list.

    Args:
        bundle: A bundle that ranks.
        history: Columns of the scores, oldest first.
        column: The item in question.

    Returns:
        The item without which the score falls most first; nothing for fewer than two different items.
    """
    recent = history[-bundle.schema.encoder["length"] :]
    different = list(dict.fromkeys(recent[::-1].tolist()))
    if len(different) < 2:
        return ()
    rows = [history, *(history[history != each] for each in different)]
    scores = scores_after(bundle, rows)
    known = np.where(np.isfinite(scores), scores, np.nan)
    level = known - np.nanmean(known, axis=1, keepdims=True)
    ranks = ranked_columns(scores)[:, column]
    found = [
        Without(each, int((recent == each).sum()), int(ranks[place]), float(level[0, column] - level[place, column]))
        for place, each in enumerate(different, start=1)
    ]
    return tuple(sorted(found, key=lambda each: -each.fall))


def past_items(bundle: Bundle, history: NDArray[np.int32], column: int, names: Sequence[str]) -> Sequence[Block]:
    """Sentence, chart and table of what each past item does for one item.

    Args:
        bundle: A bundle that ranks.
        history: Columns of the scores, oldest first.
        column: The item in question.
        names: What each item is called.
    """
    found = leave_out_each(bundle, history, column)
    heading = Sentence("Which past items", level=2)
    if not found:
        return [heading, Sentence(NOTHING, level=4)]
    rank = int(ranked_columns(scores_after(bundle, [history]))[0, column])
    return [
        heading,
        Sentence(said(found, names, names[column], rank), level=4),
        falls_without([names[each.column] for each in found], [each.fall for each in found], names[column]),
        Table("", as_columns(found, names)),
    ]


def said(found: Sequence[Without], names: Sequence[str], item: str, rank: int) -> str:
    """Which item carries most, in a sentence."""
    first = found[0]
    if first.fall <= 0:
        why = "without any one of them its score would not fall"
        return f"No past item speaks for {item}: {why}. It stands at {count(rank)}."
    moved = (
        f"it would still stand at {count(rank)}"
        if first.rank == rank
        else f"it would stand at {count(first.rank)} and not at {count(rank)}"
    )
    return f"{names[first.column]} speaks most for {item}; without it, {moved}."


def as_columns(found: Sequence[Without], names: Sequence[str]) -> dict[str, Sequence[Any]]:
    """One row a past item."""
    return {
        "Without": [names[each.column] for each in found],
        "Times in it": [each.times for each in found],
        "Score falls by": [with_sign(each.fall).removeprefix("+") for each in found],
        "Rank without it": [each.rank for each in found],
    }
