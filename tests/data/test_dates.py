import datetime

import pyarrow as pa
import pytest

from bigmodel.data.convert import type_column
from bigmodel.data.dates import parse_dates

NOON = datetime.datetime(2025, 12, 31, 12, 30)


def dates(*cells: str | None, day_first: bool = True) -> list[datetime.datetime | None] | None:
    column = parse_dates(pa.chunked_array([pa.array(cells, pa.string())]), day_first)
    return None if column is None else column.to_pylist()


@pytest.mark.parametrize(
    "cell",
    [
        "2025-12-31 12:30",
        "2025-12-31T12:30:00",
        "2025-12-31T12:30:00Z",
        "2025-12-31T14:30:00+02:00",
        "2025-12-31 07:00:00.000-0530",
        "2025/12/31 12:30",
        "31.12.2025 12:30",
        "31/12/2025 12:30:00",
        "31-12-2025 12:30 PM",
        "12/31/2025 12:30 PM",
        "31.12.25 12:30",
        "31 Dec 2025 12:30",
        "31-December-2025 12:30",
        "Dec 31, 2025, 12:30 pm",
        "2025年12月31日 12:30",
    ],
)
def test_forms(cell: str) -> None:
    assert dates(cell, None) == [NOON, None]


def test_the_column_decides_the_order_of_day_and_month() -> None:
    assert dates("03/04/2026", "13/04/2026") == [datetime.datetime(2026, 4, 3), datetime.datetime(2026, 4, 13)]
    assert dates("03/04/2026", "04/13/2026") == [datetime.datetime(2026, 3, 4), datetime.datetime(2026, 4, 13)]
    assert dates("03/04/2026", day_first=False) == [datetime.datetime(2026, 3, 4)]
    assert dates("13/04/2026", "04/13/2026") is None


@pytest.mark.parametrize("cell", ["2025-02-30", "31.04.2025", "26 to 30", "1.2.3", "12:30", "soon", "2025", "24:61"])
def test_what_is_no_date(cell: str) -> None:
    assert dates(cell) is None


def test_far_dates_fit() -> None:
    assert dates("9999-12-31", "0001-01-01") == [datetime.datetime(9999, 12, 31), datetime.datetime(1, 1, 1)]


@pytest.mark.parametrize(
    ("name", "cell", "is_date"),
    [
        ("timestamp", "1767225600", True),
        ("created_timestamp", "1767225600000", True),
        ("amount", "1767225600", False),
        ("date", "20260101", True),
        ("account", "20260101", False),
        ("date", "20261301", False),
    ],
)
def test_numbers_are_dates_only_where_the_name_says_so(name: str, cell: str, is_date: bool) -> None:
    column = type_column(pa.chunked_array([pa.array([cell])]), name)
    assert (column.to_pylist() == [datetime.datetime(2026, 1, 1)]) == is_date
