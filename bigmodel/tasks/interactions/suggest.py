"""Suggestions of a run's bundle for one history, and which of its items speaks for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.inference.bundle import Bundle
from bigmodel.inference.histories import leave_out_known, pad_left, top_items
from bigmodel.runs.folder import RunFolder

OFFERED = 3_000
"""Items that a list to choose from holds at most, the most frequent ones."""
Columns = NDArray[np.int32]


@dataclass(frozen=True)
class Suggestion:
    """One item of a list.

    Attributes:
        column: Its score column, from 0.
        because: Score column of the item of the history without which its score falls most; None where no item speaks
            for it.
    """

    column: int
    because: int | None


def bundle_of(run: RunFolder) -> Bundle:
    """The run's bundle, opened once for each time it was written."""
    schema = run.bundle / "schema.json"
    return _opened(run.bundle, schema.stat().st_mtime_ns if schema.is_file() else 0)


@lru_cache(maxsize=4)
def _opened(folder: Path, _: int) -> Bundle:
    return Bundle.load(folder)


def suggest(
    bundle: Bundle, history: Sequence[int] | Columns, left_out: Sequence[int] = (), count: int = 10
) -> list[Suggestion]:
    """The best items after a history; for an empty history the ones that are chosen most.

    The history and, for each of its different items, the history without it are scored in one batch.

    Args:
        bundle: A bundle that ranks.
        history: Score columns (from 0), oldest first.
        left_out: Columns that are not to be suggested.
        count: Length of the list.
    """
    encoder = bundle.schema.encoder
    if not len(history):
        often = np.asarray(encoder.get("counts", np.zeros(len(encoder["items"]))), np.float32)[None].copy()
        often[0, list(left_out)] = -np.inf
        return [Suggestion(int(column), None) for column in top_items(often, count)[0] if column >= 0]
    codes = np.asarray(history, np.int32) + 1
    recent = codes[-encoder["length"] :]
    different = list(dict.fromkeys(recent[::-1].tolist()))
    rows = [codes, *(codes[codes != code] for code in different)]
    scores = bundle.score({"history": pad_left(rows, encoder["length"])})
    shown = scores[:1] if encoder["repeats"] else leave_out_known(scores[:1], [codes])
    shown = shown.copy()
    shown[0, list(left_out)] = -np.inf
    # Compared with the mean of all items: a shorter history moves every score alike, which moves no list.
    level = scores - scores.mean(axis=1, keepdims=True)
    return [
        Suggestion(int(column), _reason(level[:, column], different) if len(different) > 1 else different[0] - 1)
        for column in top_items(shown, count)[0]
        if column >= 0
    ]


def scores_after(bundle: Bundle, histories: Sequence[Sequence[int] | Columns]) -> NDArray[np.float32]:
    """Scores after each history, float32 (n, items), minus infinity for what is not suggested again.

    After an empty history items score by how often they were chosen in training, as in ``suggest``.

    Args:
        bundle: A bundle that ranks.
        histories: Score columns (from 0), oldest first in each.
    """
    encoder = bundle.schema.encoder
    codes = [np.asarray(each, np.int32) + 1 for each in histories]
    scores = bundle.score({"history": pad_left(codes, encoder["length"])})
    empty = [place for place, each in enumerate(codes) if not len(each)]
    scores[empty] = np.asarray(encoder.get("counts", np.zeros(len(encoder["items"]))), np.float32)
    return scores if encoder["repeats"] else leave_out_known(scores, codes)


def ranked_columns(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Rank of every column in each row, int64 (n, items), 1 for the highest score; what is left out comes last.

    Ranks are those of ``evaluation.ranking.rank_targets``: among equals the smaller column comes first.
    """
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty(scores.shape, np.int64)
    np.put_along_axis(ranks, order, np.arange(1, scores.shape[1] + 1)[None], axis=1)
    return np.where(np.isfinite(scores), ranks, scores.shape[1])


def _reason(scores: NDArray[np.float32], different: Sequence[int]) -> int | None:
    """Column of the item without which the first score falls most; None where it falls without none."""
    fall = scores[0] - scores[1:]
    most = int(np.argmax(fall))
    return different[most] - 1 if fall[most] > 0 else None


def labels(encoder: Mapping[str, Any]) -> list[str]:
    """What each item is called in lists: title and id, which tells items of one title apart."""
    return [
        title if title == item else f"{title} ({item})"
        for item, title in zip(encoder["items"], encoder["titles"], strict=True)
    ]


def offered(encoder: Mapping[str, Any]) -> tuple[str, ...]:
    """Labels of the items to choose from, the most frequent first."""
    counts = np.asarray(encoder.get("counts", np.zeros(len(encoder["items"]))))
    named = labels(encoder)
    return tuple(named[column] for column in np.argsort(-counts, kind="stable")[:OFFERED])


def columns_of(encoder: Mapping[str, Any], chosen: Sequence[str]) -> list[int]:
    """Score columns of labels, in their order; unknown ones are passed over."""
    place = {label: column for column, label in enumerate(labels(encoder))}
    return [place[label] for label in chosen if label in place]
