"""Divide rows as a column of the data says."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.labels import label_texts
from bigmodel.data.split_stratified import split_at_random
from bigmodel.spec import Problem, Split

PART_WORDS = {
    "train": {"train", "training", "trn", "fit"},
    "validation": {"validation", "valid", "val", "dev", "tune"},
    "test": {"test", "testing", "tst", "holdout", "hold-out", "eval", "evaluation"},
}
"""What a split column may say, in lower case."""

_REMEDY = "It should say train, validation or test in each row."


def split_by_column(column: pa.ChunkedArray, name: str, y: NDArray[np.int32], split: Split) -> NDArray[np.int8]:
    """The part of each row (0 training, 1 validation, 2 test) as the column says, int8 (n,).

    Where the column names no validation rows, they are taken from training at random.

    Raises:
        Problem: The column says something else, or names no rows for training or test.
    """
    words = label_texts(column).to_pylist()
    known = {word: place for place, part in enumerate(PART_WORDS.values()) for word in part}
    part = np.array([known.get((word or "").lower(), -1) for word in words], np.int8)
    if (part < 0).any():
        other = words[int(np.argmax(part < 0))]
        said = "is empty in some rows" if other is None else f"says {other[:40]!r}"
        raise Problem(f"The split column {name!r} {said}", remedy=_REMEDY)
    for place, what in ((0, "training"), (2, "the test")):
        if not (part == place).any():
            raise Problem(f"The split column {name!r} names no rows for {what}", remedy=_REMEDY)
    if not (part == 1).any():
        training = np.flatnonzero(part == 0)
        part[training[split_at_random(y[training], split) == 1]] = 1
    return part
