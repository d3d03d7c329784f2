import csv
import datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.data.write import CsvWriter, escape_cell, escape_column, write_csv


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n=1"]
)
def test_formulas_are_disarmed(text: str) -> None:
    assert escape_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["-5", "+49", "-1.5e-3", "1,5", "-1,5", "plain", "a=b", "x@y.de", "", "北京"])
def test_numbers_and_plain_text_stay(text: str) -> None:
    assert escape_cell(text) == text


def test_a_formula_behind_a_separator_is_disarmed() -> None:
    assert escape_cell("a;=1+1") == "a;'=1+1"


@given(st.lists(st.one_of(st.none(), st.text(), st.text("=+-@\t\r\n ;12.ax'\"")), min_size=1, max_size=20))
def test_a_column_is_escaped_like_its_cells(cells: list[str | None]) -> None:
    cells = [None if cell is None else cell.encode("utf-8", "replace").decode() for cell in cells]
    escaped = escape_column(pa.chunked_array([pa.array(cells, pa.string())])).to_pylist()
    assert escaped == [None if cell is None else escape_cell(cell) for cell in cells]


def test_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    table = pa.table(
        {
            "=name": ["=1+1", 'say "hi", you', None],
            "x": [-1.5, float("nan"), None],
            "n": [-1, 2, None],
            "t": pa.array([datetime.datetime(2026, 1, 2, 3, 4), None, None], pa.timestamp("us")),
        }
    )
    write_csv(table, path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["'=name", "x", "n", "t"]
    assert rows[1] == ["'=1+1", "-1.5", "-1", "2026-01-02 03:04:00.000000"]
    assert rows[2:] == [['say "hi", you', "", "2", ""], ["", "", "", ""]]


def test_pieces_may_differ_in_type(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with CsvWriter(path) as writer:
        writer.write(pa.table({"a": [1, 2]}))
        writer.write(pa.table({"a": [2.5]}))
        writer.write(pa.table({"a": ["=x"]}))
    assert path.read_text(encoding="utf-8").splitlines() == ['"a"', "1", "2", "2.5", '"\'=x"']
