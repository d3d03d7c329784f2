"""Keep all rows of a customer, machine or patient in one part."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.spec import Problem, Split


def split_by_group(column: pa.ChunkedArray, name: str, y: NDArray[np.int32], split: Split) -> NDArray[np.int8]:
    """The part of each row (0 training, 1 validation, 2 test) with no group in two parts, int8 (n,).

    Groups are shuffled, those that hold a rare class are dealt out first and by themselves, so that class shares stay
    alike as far as groups allow. A row without a group is a group of its own.

    Raises:
        Problem: There are fewer than three groups.
    """
    groups = group_codes(column)
    count = int(groups.max(initial=-1)) + 1
    if count < 3:
        raise Problem(
            f"The group column {name!r} holds {count} groups, a split by group needs three or more",
            remedy="Choose another column or split at random.",
        )
    sizes = np.bincount(groups, minlength=count)
    # The stratum of a group is the rarest class in it: classes are renumbered from frequent to rare.
    frequency = np.bincount(y)
    rarity = np.argsort(np.argsort(-frequency, kind="stable"), kind="stable")
    stratum = np.zeros(count, np.int64)
    np.maximum.at(stratum, groups, rarity[y])
    order = np.random.default_rng(split.seed).permutation(count)
    part = np.zeros(count, np.int8)
    for each in np.unique(stratum):
        mine = order[stratum[order] == each]
        middle = (np.cumsum(sizes[mine]) - sizes[mine] / 2) / sizes[mine].sum()
        part[mine] = np.select([middle < split.test, middle < split.test + split.validation], [2, 1], 0)
    _fill_empty(part, sizes, order)
    return part[groups]


def group_codes(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Groups as 0, 1, 2 ... in the order of appearance; each row without one gets a number of its own."""
    coded = pc.dictionary_encode(column.combine_chunks())
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    codes = np.array(pc.fill_null(coded.indices, -1).to_numpy(), np.int64)
    alone = np.flatnonzero(codes < 0)
    codes[alone] = len(coded.dictionary) + np.arange(len(alone))
    return codes


def _fill_empty(part: NDArray[np.int8], sizes: NDArray[np.int64], order: NDArray[np.int64]) -> None:
    """Give an empty part the smallest group of the part that has most groups (few, large groups)."""
    for place in range(3):
        if not (part == place).any():
            richest = int(np.bincount(part, minlength=3).argmax())
            mine = order[part[order] == richest]
            part[mine[np.argmin(sizes[mine])]] = place
