"""Which columns of a table a model's scores follow from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.inference.differences import NAME_LENGTH, NAMES_SHOWN
from bigmodel.inference.table import derived_of
from bigmodel.spec import Problem
from bigmodel.spec.shorten import shorten


def columns_read(encoder: Mapping[str, Any]) -> list[str]:
    """The columns of a file that are needed; for a computed feature those that it is computed from."""
    sources = {each.name: each.sources for each in derived_of(encoder)}
    fitted = (each["name"] for kind in ("numbers", "dates", "categories") for each in encoder[kind])
    return list(dict.fromkeys(source for name in fitted for source in sources.get(name, (name,))))


def check_columns(names: Sequence[str], encoder: Mapping[str, Any]) -> None:
    """Refuse a table that has none of them: each row would get the score of a case of which nothing is known.

    Args:
        names: The columns of the table.
        encoder: What ``inference.table.fit_encoder`` returned.

    Raises:
        Problem: It has none of them.
    """
    needed = columns_read(encoder)
    if needed and not set(needed) & set(names):
        shown = ", ".join(shorten(name, NAME_LENGTH) for name in needed[:NAMES_SHOWN])
        more = f" and {len(needed) - NAMES_SHOWN} more" if len(needed) > NAMES_SHOWN else ""
        raise Problem(
            "The file has none of the columns that the model learnt from",
            remedy=f"Name its columns as in the training file, capitals included: {shown}{more}.",
        )
