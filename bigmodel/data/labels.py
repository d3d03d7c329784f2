"""Classes as text, whatever type the target column has."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.spec import Outcome


def label_texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Labels as text: 1 and 1.0 are ``1``, true is ``true``, white space around text is no part of it; else null."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return label_texts(column.cast(kind.value_type))
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_finite(column), column, pa.scalar(None, kind))
        whole = pc.all(pc.equal(column, pc.round(column))).as_py()
        small = (pc.max(pc.abs(column)).as_py() or 0) < 2**53
        return pc.cast(pc.cast(column, pa.int64()) if whole and small else column, pa.string())
    text = column if pa.types.is_string(kind) else pc.cast(column, pa.string())
    text = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def class_codes(column: pa.ChunkedArray, outcome: Outcome) -> NDArray[np.int32]:
    """Class index of every row, int32 (n,); -1 where the label is missing or none of the classes."""
    found = pc.index_in(label_texts(column), value_set=pa.array(outcome.classes, pa.string()))
    return np.asarray(pc.fill_null(found, -1).to_numpy(), np.int32)
