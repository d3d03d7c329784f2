"""Reading workbooks (xlsx, xlsm, xlsb, xls, ods) with calamine: values as they were last computed, never a formula."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from bigmodel.data.archive import refuse_bomb
from bigmodel.data.convert import set_missing, type_column
from bigmodel.data.names import unique_names
from bigmodel.data.options import ReadOptions
from bigmodel.data.sheet_size import refuse_large
from bigmodel.data.signature import encrypted_workbook
from bigmodel.spec import Problem


class Cells(NamedTuple):
    """Rows of one sheet.

    Attributes:
        sheet: Its name.
        sheets: The names of all sheets that hold cells and no charts, in order.
        rows: Its rows.
    """

    sheet: str
    sheets: tuple[str, ...]
    rows: list[list[Any]]


def sheets(path: Path) -> list[str]:
    """The names of the sheets that hold cells, in order.

    Raises:
        Problem: The workbook can't be opened.
    """
    with _open(path) as book:
        return _names(book)


def first_rows(path: Path, limit: int) -> Cells:
    """The first rows as text of the first sheet that looks like a table, for the guess how to read it.

    Raises:
        Problem: The workbook can't be read, or holds no cells.
    """
    found = _cells(path, None, limit)
    return found._replace(rows=[[_text(cell) or "" for cell in row] for row in found.rows])


def read_excel(path: Path, options: ReadOptions, limit: int | None = None, orders: set[bool] | None = None) -> pa.Table:
    """Read one sheet; cells that hold an error are missing, columns without name and cells are left out.

    ``orders`` is told whether the day stands first, see ``type_column``.

    Raises:
        Problem: The workbook is damaged, protected, a bomb, or has no such sheet; the sheet has no rows.
    """
    found = _cells(path, options.sheet, None if limit is None else limit + options.header)
    rows = found.rows
    if len(rows) <= options.header:
        raise _no_rows(path, found)
    header = [_text(cell) for cell in rows[0]] if options.header else [None] * len(rows[0])
    body = rows[1:] if options.header else rows
    while body and not any(_text(cell) for cell in body[-1]):
        body.pop()
    names = unique_names(header)
    columns = {}
    for place, name in enumerate(names):
        cells = [row[place] for row in body]
        if header[place] or any(_text(cell) for cell in cells):
            columns[name] = _column(cells, name, options, orders)
    return pa.table(columns)


def _column(cells: list[Any], name: str, options: ReadOptions, orders: set[bool] | None) -> pa.ChunkedArray:
    filled = [cell for cell in cells if cell != ""]
    if filled and all(isinstance(cell, datetime.date) for cell in filled):
        return pa.chunked_array([pa.array([_moment(cell) for cell in cells], pa.timestamp("us"))])
    text = set_missing(pa.chunked_array([pa.array([_text(cell) for cell in cells], pa.string())]))
    decimal = "." if all(isinstance(cell, int | float) for cell in filled) else options.decimal
    return type_column(text, name, decimal, options.day_first, orders)


def _text(cell: Any) -> str | None:
    if cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    return str(cell).encode("utf-8", "replace").decode("utf-8")


def _moment(cell: Any) -> datetime.datetime | None:
    if cell == "":
        return None
    return cell if isinstance(cell, datetime.datetime) else datetime.datetime(cell.year, cell.month, cell.day)


def _cells(path: Path, name: str | None, limit: int | None) -> Cells:
    with _open(path) as book:
        sheet = _sheet(book, name, path)
        try:
            return Cells(sheet.name, tuple(_names(book)), sheet.to_python(nrows=limit))
        except CalamineError as error:
            raise _damaged(path, error) from None
        except BaseException as error:  # noqa: BLE001 - a panic of the Rust library is a BaseException
            _pass_on(error)
            raise _damaged(path, error) from None


def _sheet(book: CalamineWorkbook, name: str | None, path: Path) -> CalamineSheet:
    """The sheet of this name; without one the first with a header, a row and two columns, else the first with cells.

    A cover with a title stands before the table in many workbooks.
    """
    names = _names(book)
    if name is not None and name not in names:
        raise Problem(f"There is no sheet {name!r}", where=path.name, remedy=f"Choose one of: {', '.join(names[:20])}.")
    try:
        if name is not None:
            return book.get_sheet_by_name(name)
        filled = None
        for each in names:
            sheet = book.get_sheet_by_name(each)
            if sheet.height > 1 and sheet.width > 1:
                return sheet
            filled = filled or (sheet if sheet.height else None)
    except BaseException as error:  # noqa: BLE001 - as above
        _pass_on(error)
        raise _damaged(path, error) from None
    if filled is not None:
        return filled
    raise Problem("The workbook holds no cells", where=path.name, remedy="Choose a workbook with a header and rows.")


def _names(book: CalamineWorkbook) -> list[str]:
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def _open(path: Path) -> CalamineWorkbook:
    if zipfile.is_zipfile(path):
        refuse_bomb(path)
    refuse_large(path)
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise encrypted_workbook(path) from None
    except BaseException as error:  # noqa: BLE001 - as above
        _pass_on(error)
        raise _damaged(path, error) from None


def _pass_on(error: BaseException) -> None:
    """Let through what is no fault of the file."""
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError | Problem):
        raise error


def _damaged(path: Path, error: BaseException) -> Problem:
    said = (str(error).splitlines() or ["unknown reason"])[0][:120]
    return Problem(f"The workbook can't be read ({said})", where=path.name, remedy="Save it again as .xlsx or CSV.")


def _no_rows(path: Path, found: Cells) -> Problem:
    others = [name for name in found.sheets if name != found.sheet]
    also = f"; the workbook also has {', '.join(others[:5])}{' …' if len(others) > 5 else ''}" if others else ""
    remedy = "Choose another sheet." if others else "Choose a workbook with a header and rows."
    return Problem(f"The sheet {found.sheet} has no rows{also}", where=path.name, remedy=remedy)
