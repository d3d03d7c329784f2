"""How pictures are read: the size in which they are kept, and which column of a list holds the class."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bigmodel.spec import Record

SIDES = (64, 96, 128, 160, 224)
"""Sides in pixels to choose from."""


class PictureOptions(Record):
    """How pictures are read.

    Attributes:
        format: ``list`` where a table names files and classes, else ``pictures``; no form asks for it.
        side: Pixels of the longer side at most.
        label_column: The column of the list that holds the class, None to guess it.
        columns: The columns of the list to choose from; no form asks for them.
    """

    format: Literal["pictures", "list"] = Field("pictures", json_schema_extra={"formats": []})
    side: Literal[64, 96, 128, 160, 224] = Field(
        160,
        title="Largest side in pixels",
        description="Larger pictures are made smaller to this, smaller ones keep their size. More pixels show finer "
        "detail and take longer.",
    )
    label_column: str | None = Field(
        None,
        title="Column with the class",
        description="The column of the list of files that holds the class of each picture.",
        json_schema_extra={"formats": ["list"], "choices": "columns"},
    )
    columns: tuple[str, ...] = Field((), json_schema_extra={"formats": []})
