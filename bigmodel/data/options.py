"""How a table file is read: guessed by ``sniff``, shown to the user, corrected where the guess is wrong."""

from __future__ import annotations

import codecs
from typing import Any, Literal

from pydantic import Field, field_validator

from bigmodel.spec import Record

SEPARATORS = (",", ";", "\t", "|")
"""The separators that are recognised."""
NAMED = {"tab": "\t", "space": " "}
"""Separators that are hard to write, by their names."""


def _only(default: Any, *formats: str, title: str | None = None, **more: str) -> Any:
    """A field that means something for these formats only; the form hides it for others."""
    return Field(default, title=title, json_schema_extra={"formats": list(formats), **more})


class ReadOptions(Record):
    """How a table file is read.

    Attributes:
        format: ``csv`` is any separated text, also gzipped.
        encoding: The text's encoding (csv).
        separator: One ASCII character between cells (csv).
        decimal: The decimal sign of numbers that are text.
        quote: The sign around cells that hold separators, empty for none (csv).
        header: Whether the first row holds the column names (csv, excel).
        sheet: The sheet's name, None for the first with a table (excel).
        sheets: The names of all sheets, to choose from; no form asks for them.
        day_first: Whether 03/04/2026 is the third of April where a column leaves it open.
        ragged: What to do with rows that have more or fewer cells than the first (csv).
    """

    format: Literal["csv", "excel", "parquet"] = "csv"
    encoding: str = _only("utf-8", "csv")
    separator: str = _only(",", "csv")
    decimal: Literal[".", ","] = Field(".", title="Decimal sign")
    quote: Literal['"', "'", ""] = _only('"', "csv", title="Quote sign")
    header: bool = _only(True, "csv", "excel", title="First row holds the names")
    sheet: str | None = _only(None, "excel", choices="sheets")
    sheets: tuple[str, ...] = _only(())
    day_first: bool = Field(True, title="Day before month")
    ragged: Literal["refuse", "skip"] = _only("refuse", "csv", title="Rows of another length")

    @field_validator("separator")
    @classmethod
    def _one_character(cls, value: str) -> str:
        value = NAMED.get(value, value)
        if len(value) != 1 or not value.isascii() or value in "\"'\r\n\0":
            raise ValueError("should be one ASCII character, no quote and no line end")
        return value

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        try:
            text = "".encode(value) is not None and codecs.lookup(value) is not None
        except LookupError:
            text = False
        if not text:
            raise ValueError("should be a text encoding such as utf-8, windows-1252 or gb18030")
        return value
