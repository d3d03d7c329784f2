"""How the training file was read, kept so that later files of the same source are read alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bigmodel.data.excel import sheets
from bigmodel.data.options import ReadOptions
from bigmodel.data.sniff import sniff
from bigmodel.spec import Record

_SAME_FILE = {"encoding", "separator", "quote"}
"""What means something for separated text only."""


class Reading(Record):
    """How a file was read.

    Attributes:
        options: The options, with the order of day and month that its cells show.
        corrected: The options that a person set against what was recognised.
    """

    options: ReadOptions = ReadOptions()
    corrected: tuple[str, ...] = ()


def corrected(path: Path, options: ReadOptions) -> tuple[str, ...]:
    """The options that differ from what is recognised in the file.

    Raises:
        Problem: The file can't be recognised.
    """
    found = sniff(path)
    return tuple(name for name in ReadOptions.model_fields if getattr(found, name) != getattr(options, name))


def options_like(path: Path, before: Reading) -> ReadOptions:
    """The options for another file of the same source.

    Format, encoding and separator are recognised anew, the decimal sign where cells show it. Header, ragged rows and
    the order of day and month where a column leaves it open are as in training, and so is all that a person corrected.

    Raises:
        Problem: The file can't be recognised.
    """
    found = sniff(path, before.options.decimal)
    kept = {"day_first", "header", "ragged", *before.corrected} - {"format"}
    if found.format != before.options.format:
        kept -= _SAME_FILE | {"sheet"}
    if "sheet" in kept and before.options.sheet not in sheets(path):
        kept.remove("sheet")
    update: dict[str, Any] = {name: getattr(before.options, name) for name in kept}
    return found.model_copy(update=update)
