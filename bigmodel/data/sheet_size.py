"""How many cells a workbook unfolds to, asked in a process of its own.

The reader allocates the whole rectangle between a sheet's first and last cell. Two cells in opposite corners of an
empty sheet ask for hundreds of gigabytes, and the process that asked is ended without a word.
"""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

from bigmodel.spec import Problem

MOST_CELLS = 50_000_000
"""A full sheet of 47 columns. A cell takes about 60 bytes once it is read."""

MEMORY = 4 << 30
"""Bytes that the process may ask for."""

SECONDS = 300


def refuse_large(path: Path) -> None:
    """Refuse a workbook of which a sheet unfolds to more than ``MOST_CELLS`` cells.

    Faults of other kinds are passed over: they are told where the workbook is read.

    Raises:
        Problem: A sheet is too large, or looking at it fills memory.
    """
    stat = path.stat()
    cells = _largest(path, stat.st_size, stat.st_mtime_ns)
    if cells is None or cells > MOST_CELLS:
        count = "more cells than can be read" if cells is None else f"{cells:,} cells, more than {MOST_CELLS:,}"
        raise Problem(
            f"A sheet of the workbook spans {count}",
            where=path.name,
            remedy="Delete what stands far from the table, or save the table as CSV.",
        )


@lru_cache(maxsize=64)
def _largest(path: Path, _size: int, _changed: int) -> int | None:
    """Cells of the largest sheet, None where the process died of it. Size and time tell an old answer."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bigmodel.data.sheet_size", str(path.absolute())],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return int(done.stdout) if done.returncode == 0 else None


def largest_sheet(path: Path) -> int:
    """Cells of the largest sheet, 0 where the workbook can't be read at all."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            return max((_cells(book.get_sheet_by_name(name)) for name in names), default=0)
    except MemoryError:
        raise
    except BaseException:  # noqa: BLE001 - a panic of the Rust library is a BaseException; whoever reads it says so
        return 0


def _cells(sheet: CalamineSheet) -> int:
    return int(sheet.height * sheet.width)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows refuses by itself what it has no memory for
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit_memory()
    print(largest_sheet(Path(sys.argv[1])))
