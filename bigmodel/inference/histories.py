"""What somebody chose before, as the numbers that a ranking model takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def history_encoder(
    items: Sequence[str], length: int, titles: Sequence[str | None] | None = None, *, repeats: bool = True
) -> dict[str, Any]:
    """The encoder of a bundle that ranks items.

    Args:
        items: The candidates in the order of the score columns; ``items[i]`` has code ``i + 1``.
        length: Items of a history that the model looks at.
        titles: What each item is called, None where that is not known.
        repeats: Whether an item may be suggested that stands in the history. So it is where people choose again what
            they chose before; else every list leaves such items out.

    Returns:
        ``items``, ``length``, ``titles`` (the item itself where it has none) and ``repeats``, all JSON values.
    """
    named = titles if titles is not None else [None] * len(items)
    return {
        "items": list(items),
        "length": int(length),
        "titles": [title or item for item, title in zip(items, named, strict=True)],
        "repeats": bool(repeats),
    }


def encode_histories(histories: Sequence[Sequence[str]], encoder: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    """Histories of items, oldest first, to codes with padding on the left.

    Args:
        histories: Items as text; unknown ones are passed over.
        encoder: What ``history_encoder`` made.

    Returns:
        ``{"history": int32 (n, length)}``, the most recent item last, 0 for padding.
    """
    code = {item: place + 1 for place, item in enumerate(encoder["items"])}
    known = [[code[item] for item in history if item in code] for history in histories]
    return {"history": pad_left(known, encoder["length"])}


def pad_left(histories: Sequence[Sequence[int] | NDArray[np.int32]], length: int) -> NDArray[np.int32]:
    """The last ``length`` codes of each history, int32 (n, length), 0 on the left where it is shorter."""
    padded = np.zeros((len(histories), length), np.int32)
    for row, history in enumerate(histories):
        recent = history[-length:]
        if len(recent):
            padded[row, length - len(recent) :] = recent
    return padded


def leave_out_known(
    scores: NDArray[np.float32], histories: Sequence[Sequence[int] | NDArray[np.int32]]
) -> NDArray[np.float32]:
    """Scores (n, items) with minus infinity for every item of a row's whole history (codes from 1); a new array."""
    left = scores.copy()
    for row, history in enumerate(histories):
        left[row, np.asarray(history, np.int64) - 1] = -np.inf
    return left


def top_items(scores: NDArray[np.float32], count: int) -> NDArray[np.int32]:
    """Columns of the ``count`` highest scores of each row, highest first, int32 (n, count), -1 where there is none.

    Among equals the smaller column comes first, as where ranks are counted.
    """
    count = min(count, scores.shape[1])
    order = np.argsort(-scores, axis=1, kind="stable")[:, :count].astype(np.int32)
    order[~np.isfinite(np.take_along_axis(scores, order, axis=1))] = -1
    return order
