from __future__ import annotations

import json
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.inference.dates import FORMATS, date_parts, find_format, fit_dates, read_times


def read(cells: list | pa.Array, written: str | None = None) -> list[str]:
    times = read_times(pa.chunked_array([cells]), written)[0]
    return [str(time.astype("datetime64[s]")) for time in times]


@pytest.mark.parametrize(
    "cell",
    [
        "2024-01-31 13:05:00",
        "2024-01-31T13:05:00",
        "2024-01-31T13:05:00.250Z",
        "2024-01-31 13:05:00+02:00",
        "2024/01/31 13:05",
        "31.01.2024 13:05",
        "31/01/2024 13:05:00",
        "01/31/2024 13:05",
        "20240131 13:05",
        "31 Jan 2024 13:05",
    ],
)
def test_ways_to_write_a_time(cell: str) -> None:
    assert read([cell, "", None]) == ["2024-01-31T13:05:00", "NaT", "NaT"]


def test_typed_times_keep_the_wall_clock() -> None:
    zoned = pa.array([1706702700], pa.timestamp("s", tz="UTC")).cast(pa.timestamp("s", tz="Asia/Shanghai"))
    assert read(zoned) == ["2024-01-31T20:05:00"]
    assert read(pa.array([19753], pa.date32())) == ["2024-01-31T00:00:00"]
    assert read(pa.array([1706659200123456789, None], pa.timestamp("ns"))) == ["2024-01-31T00:00:00", "NaT"]


@pytest.mark.parametrize(
    "number", [20240131, 20240131.0, 1706659200, 1706659200_000, 1706659200_000_000, 1706659200_000_000_000]
)
def test_whole_numbers_that_are_times(number: float) -> None:
    assert read([number, None]) == ["2024-01-31T00:00:00", "NaT"]


def test_the_format_of_training_wins_where_a_date_is_ambiguous() -> None:
    training = pa.chunked_array([["03/04/2024", "12/25/2024"]])
    written = find_format(training)
    assert written == "%m/%d/%Y"
    assert read(["03/04/2024", "05/06/2024"], written) == ["2024-03-04T00:00:00", "2024-05-06T00:00:00"]
    assert read(["25.12.2024"], written) == ["2024-12-25T00:00:00"]


def test_unreadable_dates_are_counted() -> None:
    times, unreadable = read_times(pa.chunked_array([["2024-01-31", "soon", None, "2024-13-45"]]))
    assert unreadable == 2
    assert np.isnat(times).tolist() == [False, True, True, True]
    assert read_times(pa.chunked_array([[True]]))[1] == 1


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.sampled_from(FORMATS))
def test_every_format_reads_back_what_it_wrote(moment: datetime, written: str) -> None:
    expected = np.datetime64(moment.strptime(moment.strftime(written), written), "s")
    assert read([moment.strftime(written)], written) == [str(expected)]


@given(st.lists(st.one_of(st.none(), st.text(max_size=20)), max_size=10))
def test_any_text_gives_times_of_the_same_length(cells: list[str | None]) -> None:
    column = pa.chunked_array([pa.array(cells, pa.string())])
    assert len(read_times(column, find_format(column))[0]) == len(cells)


def days(start: str, count: int, step: str = "D") -> np.ndarray:
    return np.datetime64(start, "us") + np.arange(count) * np.timedelta64(1, step)


def test_parts_that_training_can_teach() -> None:
    assert fit_dates(days("2024-01-01", 5), "d", None, drifts=False)["parts"] == ["days"]
    assert fit_dates(days("2024-01-01", 30), "d", None, drifts=True)["parts"] == ["weekday"]
    assert fit_dates(days("2024-01-01", 90), "d", None, drifts=True)["parts"] == ["weekday", "day"]
    assert fit_dates(days("2024-01-01", 48, "h"), "d", None, drifts=True)["parts"] == ["hour_sin", "hour_cos"]
    assert "month" in fit_dates(days("2023-01-01", 800), "d", None, drifts=False)["parts"]
    assert fit_dates(days("2024-01-01", 5), "d", None, drifts=True) is None
    assert fit_dates(np.array(["NaT"], "datetime64[us]"), "d", None, drifts=False) is None


def test_values_of_the_parts() -> None:
    fitted = {"reference": "2024-01-01", "parts": ["hour_sin", "hour_cos", "weekday", "day", "month", "days"]}
    times = np.array(["2024-01-31T06:00", "1969-12-28T18:00", "NaT"], "datetime64[us]")
    parts = date_parts(times, fitted)
    np.testing.assert_allclose(
        np.array(parts),
        [
            [1, -1, np.nan],
            [0, 0, np.nan],
            [2, 6, np.nan],
            [31, 28, np.nan],
            [1, 12, np.nan],
            [30.25, -19726.25, np.nan],
        ],
        atol=1e-9,
    )


def test_fitted_dates_are_json() -> None:
    json.dumps(fit_dates(days("2024-01-01", 90), "d", "%Y-%m-%d", drifts=False))
