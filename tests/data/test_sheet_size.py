from pathlib import Path

import openpyxl
import pytest

from bigmodel.data.read import read_table
from bigmodel.data.sheet_size import largest_sheet
from bigmodel.data.sniff import sniff
from bigmodel.spec import Problem


def workbook(path: Path, **cells: object) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for place, value in cells.items():
        book.active[place] = value
    book.save(path)
    return path


def test_cells_in_opposite_corners_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "far.xlsx", A1="a", XFD1048576=2)
    for read in (sniff, read_table):
        with pytest.raises(Problem, match=r"far\.xlsx: A sheet of the workbook spans more cells than can be read"):
            read(path)


def test_a_sheet_above_the_limit_is_refused_with_its_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bigmodel.data.sheet_size.MOST_CELLS", 1_000)
    path = workbook(tmp_path / "wide.xlsx", A1="a", CV100=2)
    with pytest.raises(Problem, match="spans 10,000 cells, more than 1,000"):
        sniff(path)


def test_ordinary_and_damaged_workbooks(tmp_path: Path) -> None:
    assert largest_sheet(workbook(tmp_path / "a.xlsx", A1="a", B3=1)) == 6
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert largest_sheet(tmp_path / "b.xlsx") == 0
