"""A case as tensors, of which only what was edited is encoded anew: a question under the finger has little time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.inference.table import category_names, derived_of, encode_table

Tensors = Mapping[str, NDArray[Any]]


def encode_edited(tensors: Tensors, table: pa.Table, fields: Iterable[str], encoder: Mapping[str, Any]) -> Tensors:
    """The tensors of rows that differ from one case in a few fields; what is computed from these follows.

    Args:
        tensors: The case, as ``encode_table`` gives it: ``numbers`` (1, d) and ``codes`` (1, c).
        table: The rows in the kinds of training, n of them.
        fields: The fields in which they differ from the case.
        encoder: What ``fit_encoder`` returned.

    Returns:
        What ``encode_table`` gives for the table: ``numbers`` float32 (n, d), ``codes`` int32 (n, c).
    """
    edited = set(fields)
    computed = [each for each in derived_of(encoder) if edited & set(each.sources)]
    needed = edited | {source for each in computed for source in each.sources}
    edited |= {each.name for each in computed}
    part = encode_table(table.select([name for name in table.column_names if name in needed]), encoder)
    numbers = [each["name"] for each in encoder["numbers"]]
    numbers += [each["name"] for each in encoder["dates"] for _ in each["parts"]]
    columns = {"numbers": numbers, "codes": category_names(encoder)}
    found = {}
    for kind, names in columns.items():
        whole = np.repeat(tensors[kind], table.num_rows, axis=0)
        places = [place for place, name in enumerate(names) if name in edited]
        whole[:, places] = part[kind][:, places]
        found[kind] = whole
    return found
