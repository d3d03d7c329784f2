import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.data.convert import numbers_in, type_column
from bigmodel.data.dates import dates_in, parse_dates
from bigmodel.data.kinds import columns_as
from bigmodel.data.options import ReadOptions


def text(*cells: str | None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(cells, pa.string())])


@pytest.mark.parametrize(
    ("cells", "decimal", "values"),
    [
        (["1.5", " 2 ", "1e3", "-.5", "many", None], ".", [1.5, 2, 1000, -0.5, None, None]),
        (["€ 1,200.50", "$ -3", "-€3", "15 %", "12 EUR", "x"], ".", [1200.5, -3, -3, 15, 12, None]),
        (["1'234.50", "12 000", "3\u00a0500", "x"], ".", [1234.5, 12000, 3500, None]),
        (["1,234,567.5", "1,2,3", "1,5"], ".", [1234567.5, None, None]),
        (["1,5", "1.234,5", "1.234", "2.5", "x"], ",", [1.5, 1234.5, 1234, 2.5, None]),
        (["1.234", "5.678.900", "x"], ",", [1234, 5678900, None]),
        (["1.234", "1.5", "x"], ",", [1.234, 1.5, None]),
        (["inf", "1e999", "nan", "<b>7</b>"], ".", [None, None, None, None]),
    ],
)
def test_numbers_cell_by_cell(cells: list[str | None], decimal: str, values: list[float | None]) -> None:
    assert numbers_in(text(*cells), decimal).to_pylist() == values


@given(
    st.lists(st.floats(-1e9, 1e9).map(lambda value: round(value, 3)), min_size=1, max_size=20),
    st.sampled_from([".", ","]),
    st.booleans(),
)
def test_a_column_that_is_numbers_gives_the_same_cell_by_cell(values: list[float], decimal: str, grouped: bool) -> None:
    cells = [f"{value:{',' if grouped else ''}.3f}" for value in values]
    if decimal == ",":
        cells = [cell.translate(str.maketrans(",.", ".,")) for cell in cells]
    whole = type_column(text(*cells), "x", decimal).to_pylist()
    assert whole == values
    assert numbers_in(text(*cells, "no number"), decimal).to_pylist() == [*values, None]


@pytest.mark.parametrize(
    ("cells", "decimal", "values"),
    [
        (["€ 1,200.50", "$3", "-€ 5", None], ".", [1200.5, 3, -5, None]),
        (["1.200,50 €", "3 €"], ",", [1200.5, 3]),
        (["12 %", "7%", "?"], ".", [12, 7, None]),
        (["1'234.50", "3\u00a0500"], ".", [1234.5, 3500]),
        (["12 000 EUR", "5 EUR"], ".", [12000, 5]),
        (["?", "1.5", "-", "--", "2"], ".", [None, 1.5, None, None, 2]),
    ],
)
def test_columns_of_numbers_with_signs(cells: list[str | None], decimal: str, values: list[float | None]) -> None:
    column = type_column(text(*cells), "x", decimal)
    assert not pa.types.is_string(column.type)
    assert column.to_pylist() == values
    assert numbers_in(text(*cells, "no number"), decimal).to_pylist() == [*values, None]


@pytest.mark.parametrize(
    "cells",
    [["?", "a"], ["?", "-"], ["€", "%"], ["$ 007", "$ 012"], ["123 456", "234 567"], ["12 %", "soon"], ["A %", "B %"]],
)
def test_what_stays_text(cells: list[str]) -> None:
    assert type_column(text(*cells), "x").to_pylist() == cells


def test_dates_of_several_forms_cell_by_cell() -> None:
    cells = ("2026-01-02T23:30:00+02:00", "03/04/2026", "04/13/2026", "5 Jan 2026", "20260131", "1769817600", "soon")
    assert [None if day is None else str(day)[:16] for day in dates_in(text(*cells), day_first=True).to_pylist()] == [
        "2026-01-02 21:30",
        "2026-04-03 00:00",
        "2026-04-13 00:00",
        "2026-01-05 00:00",
        "2026-01-31 00:00",
        "2026-01-31 00:00",
        None,
    ]
    assert str(dates_in(text("03/04/2026"), day_first=False)[0].as_py()) == "2026-03-04 00:00:00"


FORMATS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M", "%m/%d/%Y", "%d-%m-%Y", "%d %b %Y", "%Y年%m月%d日")


@given(
    st.lists(st.datetimes(datetime.datetime(1000, 1, 1), datetime.datetime(9000, 1, 1)), min_size=1, max_size=12),
    st.sampled_from(FORMATS),
)
def test_a_column_that_is_dates_gives_the_same_cell_by_cell(moments: list[datetime.datetime], form: str) -> None:
    cells = [f"{moment.year:04d}".join(moment.strftime(form.replace("%Y", "Y")).split("Y")) for moment in moments]
    day_first = form != "%m/%d/%Y"
    whole = parse_dates(text(*cells), day_first)
    assert whole is not None
    assert dates_in(text(*cells, "no date"), day_first).to_pylist() == [*whole.to_pylist(), None]


@pytest.mark.parametrize("number", [20260131, 1769817600, 1769817600_000, 1769817600_000_000, 1769817600_000_000_000])
def test_numbers_that_are_dates(number: int) -> None:
    table = columns_as(pa.table({"a": [number, None, 5]}), {"a": "date", "absent": "date"}, ReadOptions())
    assert table["a"].to_pylist() == [datetime.datetime(2026, 1, 31), None, None]


def test_other_kinds_and_fitting_types_stay_as_they_are() -> None:
    table = pa.table({"a": ["1"], "b": [1], "c": [datetime.datetime(2026, 1, 1)], "d": [datetime.datetime(2026, 1, 1)]})
    changed = columns_as(table, {"a": "category", "b": "number", "c": "date", "d": "number"}, ReadOptions())
    assert changed.drop_columns("d").equals(table.drop_columns("d"))
    assert changed["d"].to_pylist() == [None]


@given(st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=20))
def test_any_text_keeps_its_length(cells: list[str | None]) -> None:
    for decimal in ".,":
        numbers = numbers_in(text(*cells), decimal)
        assert len(numbers) == len(cells)
        assert np.isfinite(numbers.drop_null().to_numpy()).all()
    assert len(dates_in(text(*cells), day_first=True)) == len(cells)
