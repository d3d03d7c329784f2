"""Rows that have more or fewer cells than the first."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pv

from bigmodel.data.arrow_csv import parsing, reading
from bigmodel.data.options import ReadOptions
from bigmodel.data.source import open_text
from bigmodel.spec import Problem

_NAMED = 10
_COUNTED = 100_000


def ragged_rows(path: Path, options: ReadOptions) -> Problem:
    """The problem of a file with ragged rows, with the numbers of the first ones; row 1 is the file's first row."""
    found: list[tuple[int, int]] = []
    expected = 0
    unclosed = False

    def note(row: pv.InvalidRow) -> str:
        nonlocal expected, unclosed
        if not row.text.strip():
            return "skip"  # a blank line is no fault, it is only read here so that the numbers are right
        expected = row.expected_columns
        unclosed = unclosed or (bool(options.quote) and row.text.count(options.quote) % 2 == 1)
        found.append((row.number, row.actual_columns))
        return "skip" if len(found) < _COUNTED else "error"

    # A row that is no UTF-8 could not be handed over; counting cells needs no letters.
    unicode = options.encoding in ("utf-8", "utf-8-sig")
    scanned = options.model_copy(update={"encoding": "iso-8859-1"}) if unicode else options
    try:
        with (
            open_text(path) as source,
            pv.open_csv(
                source, reading(scanned, 64 << 20, threads=False), parsing(scanned, note, blank_lines=True)
            ) as reader,
        ):
            for _ in reader:
                pass
    except (pa.ArrowInvalid, UnicodeError, OSError):
        pass  # what was found before the next fault is told
    if not found:
        return Problem(
            "Rows have different numbers of cells", where=path.name, remedy="Check separator and quote sign."
        )
    if _titled(found, expected):
        first, cells = found[0]
        return Problem(
            f"The first row has {_cells(expected)}, from row {first:,} on all have {cells}: "
            "a title seems to stand above the table",
            where=path.name,
            remedy="Delete the rows above the names of the columns.",
        )
    return Problem(
        _sentence(found, expected) + (" A quote seems to be opened and never closed." if unclosed else ""),
        where=path.name,
        remedy="Mend these rows, choose another separator or quote sign, or choose to skip such rows.",
    )


def _titled(found: list[tuple[int, int]], expected: int) -> bool:
    """Whether a table starts below the first row: from a row near the top on, all are longer and of one length."""
    first, cells = found[0]
    ordered = all(row == (first + place, cells) for place, row in enumerate(found))
    return ordered and len(found) > first and cells > expected


def _cells(number: int) -> str:
    return f"{number} {'cell' if number == 1 else 'cells'}"


def _sentence(found: list[tuple[int, int]], expected: int) -> str:
    shown = ", ".join(f"{number:,} ({cells})" for number, cells in found[:_NAMED])
    more = len(found) - _NAMED
    rest = f" and {more:,} more" if more > 0 else ""
    first = f"The first row has {_cells(expected)}"
    if len(found) == 1:
        return f"{first}, row {found[0][0]:,} has {found[0][1]}."
    return f"{first}, other rows have another number (in brackets): rows {shown}{rest}."
