from __future__ import annotations

import json
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.inference.dates import date_parts, fit_dates, read_times


def read(cells: list | pa.Array) -> list[str]:
    return [str(time.astype("datetime64[s]")) for time in read_times(pa.chunked_array([cells]))[0]]


@pytest.mark.parametrize("cell", ["2024-01-31 13:05:00", "2024-01-31T13:05:00.25", " 2024-01-31 13:05 "])
def test_plain_iso_text(cell: str) -> None:
    assert read([cell, "", None]) == ["2024-01-31T13:05:00", "NaT", "NaT"]


def test_typed_times_become_utc() -> None:
    zoned = pa.array([1706702700], pa.timestamp("s", tz="UTC")).cast(pa.timestamp("s", tz="Asia/Shanghai"))
    assert read(zoned) == ["2024-01-31T12:05:00"]
    assert read(pa.array([19753], pa.date32())) == ["2024-01-31T00:00:00"]
    assert read(pa.array([1706659200123456789, None], pa.timestamp("ns"))) == ["2024-01-31T00:00:00", "NaT"]


def test_unreadable_dates_are_counted() -> None:
    cells = ["2024-01-31", "soon", None, "2024-13-45", "2024-02-30", "03/04/2024"]
    times, unreadable = read_times(pa.chunked_array([cells]))
    assert unreadable == 4
    assert np.isnat(times).tolist() == [False, True, True, True, True, True]
    assert read_times(pa.chunked_array([[True]]))[1] == 1


@given(st.datetimes(min_value=datetime(1000, 1, 1)))
def test_what_iso_writes_reads_back(moment: datetime) -> None:
    times = read_times(pa.chunked_array([[moment.isoformat(sep) for sep in " T"]]))[0]
    assert times.tolist() == [moment, moment]


@given(st.lists(st.one_of(st.none(), st.text(max_size=20)), max_size=10))
def test_any_text_gives_times_of_the_same_length(cells: list[str | None]) -> None:
    assert len(read_times(pa.chunked_array([pa.array(cells, pa.string())]))[0]) == len(cells)


def days(start: str, count: int, step: str = "D") -> np.ndarray:
    return np.datetime64(start, "us") + np.arange(count) * np.timedelta64(1, step)


def test_parts_that_training_can_teach() -> None:
    assert fit_dates(days("2024-01-01", 5), "d", drifts=False)["parts"] == ["days"]
    assert fit_dates(days("2024-01-01", 30), "d", drifts=True)["parts"] == ["weekday"]
    assert fit_dates(days("2024-01-01", 90), "d", drifts=True)["parts"] == ["weekday", "day"]
    assert fit_dates(days("2024-01-01", 48, "h"), "d", drifts=True)["parts"] == ["hour_sin", "hour_cos"]
    assert "month" in fit_dates(days("2023-01-01", 800), "d", drifts=False)["parts"]
    assert fit_dates(days("2024-01-01", 5), "d", drifts=True) is None
    assert fit_dates(np.array(["NaT"], "datetime64[us]"), "d", drifts=False) is None


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
    json.dumps(fit_dates(days("2024-01-01", 90), "d", drifts=False))
