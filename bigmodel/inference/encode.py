"""Cases of any kind as tensors, by the kind that a schema names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from numpy.typing import NDArray

from bigmodel.inference.histories import encode_histories
from bigmodel.inference.pictures import encode_pictures
from bigmodel.inference.signals import encode_signals
from bigmodel.inference.table import encode_table
from bigmodel.spec import Problem, Schema

ENCODERS: dict[str, Callable[..., dict[str, NDArray[Any]]]] = {
    "interactions": encode_histories,
    "tabular": encode_table,
    "images": encode_pictures,
    "signals": encode_signals,
}


NEEDED = {
    "interactions": {"items", "length", "titles", "repeats"},
    "tabular": {"rows", "columns", "numbers", "dates", "categories"},
    "images": {"height", "width", "mode"},
    "signals": {"window", "channels", "rate"},
}


def check_encoder(schema: Schema) -> None:
    """Look whether a schema has all that its encoder needs.

    Raises:
        Problem: The kind of data is not known to this version, or a part of the encoder is absent.
    """
    if schema.task not in ENCODERS:
        raise Problem(f"This version of BigModel Studio can't score {schema.task!r} data")
    absent = NEEDED[schema.task] - set(schema.encoder)
    if absent:
        raise Problem(
            f"The encoder of this bundle lacks {', '.join(sorted(absent))}",
            where="schema.json",
            remedy="Export the bundle again.",
        )


def encode(cases: Any, schema: Schema) -> Mapping[str, NDArray[Any]]:
    """Cases (a ``pyarrow.Table``; pictures; ``Signals``) to the tensors that the schema's model takes.

    Raises:
        Problem: The kind of data is not known to this version, or a case can't be read.
    """
    check_encoder(schema)
    return ENCODERS[schema.task](cases, schema.encoder)
