"""Cases of any kind as tensors, by the kind that a schema names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from numpy.typing import NDArray

from bigmodel.inference.pictures import encode_pictures
from bigmodel.inference.table import encode_table
from bigmodel.spec import Problem, Schema

ENCODERS: dict[str, Callable[..., dict[str, NDArray[Any]]]] = {"tabular": encode_table, "images": encode_pictures}


def encode(cases: Any, schema: Schema) -> Mapping[str, NDArray[Any]]:
    """Cases (a ``pyarrow.Table``; pictures) to the tensors that the schema's model takes.

    Raises:
        Problem: The schema is of a kind of data that this version does not know.
    """
    try:
        encoder = ENCODERS[schema.task]
    except KeyError:
        raise Problem(f"This version of BigModel Studio can't score {schema.task!r} data") from None
    return encoder(cases, schema.encoder)
