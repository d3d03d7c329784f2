from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from bigmodel.data.read import read_table
from bigmodel.data.sniff import sniff
from bigmodel.spec import Problem

COVER = [["Report on claims"]]
CLAIMS = [["a", "b"], [1, 2], [3, 4]]


def workbook(path: Path, sheets: Mapping[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_the_first_sheet_with_a_table_is_taken(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Übersicht": COVER, "Schäden": CLAIMS, "Rest": [["x", "y"], [5, 6]]})
    options = sniff(path)
    assert (options.sheet, options.sheets, options.header) == ("Schäden", ("Übersicht", "Schäden", "Rest"), True)
    assert read_table(path, options).to_pydict() == {"a": [1, 3], "b": [2, 4]}
    assert read_table(path, options.model_copy(update={"sheet": None})).column_names == ["a", "b"]
    assert read_table(path, options.model_copy(update={"sheet": "Rest"})).column_names == ["x", "y"]


def test_a_table_of_one_column_is_taken_where_there_is_no_other(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"empty": [], "one": [["a"], [1], [2]]})
    assert read_table(path).to_pydict() == {"a": [1, 2]}


@pytest.mark.parametrize("rows", [[], COVER, [["a", "b"]]])
def test_a_sheet_without_rows_is_named_with_the_others(tmp_path: Path, rows: list[list[object]]) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Übersicht": rows, "Schäden": CLAIMS})
    options = sniff(path).model_copy(update={"sheet": "Übersicht"})
    said = r"a\.xlsx: The sheet Übersicht has no rows; the workbook also has Schäden\. Choose another sheet\."
    with pytest.raises(Problem, match=said):
        read_table(path, options)


def test_the_only_sheet_without_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": [["a", "b"]]})
    options = sniff(path).model_copy(update={"header": True})
    with pytest.raises(Problem, match=r"The sheet S has no rows\. Choose a workbook with a header and rows"):
        read_table(path, options)
