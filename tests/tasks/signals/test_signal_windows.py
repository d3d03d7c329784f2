from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.spec import Problem
from bigmodel.tasks.signals.gaps import fill_gaps
from bigmodel.tasks.signals.pieces import Recording, Windows
from bigmodel.tasks.signals.windows import assemble


def recording(samples: int = 100, name: str = "a", channels: int = 1, rate: float | None = None) -> Recording:
    values = np.arange(samples * channels, dtype=np.float32).reshape(samples, channels)
    return Recording(name, values, tuple(f"c{place}" for place in range(channels)), rate, {"label": name})


@given(st.integers(20, 300), st.integers(8, 20), st.sampled_from([0.0, 0.25, 0.5, 0.75, 0.9]))
def test_every_window_is_the_piece_of_the_recording_that_it_says(samples: int, window: int, overlap: float) -> None:
    whole = recording(samples)
    values, cases, _, notes = assemble([whole], window, overlap, 1000)
    step = max(1, round(window * (1 - overlap)))
    assert len(values) == (samples - window) // step + 1
    for row, start in enumerate(cases["start"].to_pylist()):
        np.testing.assert_array_equal(values[row], whole.values[start : start + window])
    assert notes == []


def test_short_gaps_are_bridged_and_long_ones_cost_their_windows() -> None:
    broken = recording(400)
    broken.values[[10, 11, 205]] = np.nan
    broken.values[110:140] = np.inf
    values, cases, _, notes = assemble([broken], 100, 0.0, 1000)
    assert cases["start"].to_pylist() == [0, 200, 300]
    np.testing.assert_allclose(values[0, :, 0], np.arange(100), rtol=1e-6)
    assert notes == ["2 short gaps were filled with a straight line.", "1 window was left out because of long gaps."]


@given(st.lists(st.one_of(st.none(), st.floats(-9, 9)), min_size=1, max_size=60), st.integers(1, 5))
def test_filling_touches_nothing_but_gaps(cells: list[float | None], short: int) -> None:
    values = np.array([[np.nan if cell is None else cell] for cell in cells], np.float32)
    filled, bridged = fill_gaps(values, short)
    known = np.isfinite(values)
    np.testing.assert_array_equal(filled[known], values[known])
    assert (bridged == 0) == (np.isnan(filled).sum() == (~known).sum())
    if known.any():
        assert np.nanmax(np.abs(filled)) <= np.nanmax(np.abs(values)) + 1e-5


def test_windows_with_broken_rows_keep_what_is_known_of_the_others() -> None:
    values = np.ones((4, 20, 1), np.float32)
    values[1, 3:18] = np.nan
    values[2, 5] = np.nan
    given_known = {"label": list("abcd"), "recording": list("rrss"), "start": np.array([0, 20, 0, 20])}
    kept, cases, _, notes = assemble([Windows(values, ("x",), 50.0, given_known)], 20, 0.0, 50)
    assert cases["label"].to_pylist() == ["a", "c", "d"]
    assert cases["start"].to_pylist() == [0, 0, 20]
    assert np.isfinite(kept).all()
    assert len(notes) == 2


def test_recordings_that_are_too_short_are_counted() -> None:
    _, cases, _, notes = assemble([recording(100), recording(10, "b")], 50, 0.0, 1000)
    assert set(cases["recording"].to_pylist()) == {"a"}
    assert notes == ["1 recording was left out for being shorter than a window of 50 samples."]


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        ([recording(10)], "No window of 50 samples is left"),
        ([recording(), recording(100, "b", 2)], "1 channel and some 2"),
        ([Windows(np.ones((2, 50, 1), np.float32), ("x",), 400.0)], "can't stand beside windows of 1,000 Hz"),
    ],
)
def test_what_can_not_be_put_together_is_told(pieces: list[Recording | Windows], said: str) -> None:
    with pytest.raises(Problem, match=said):
        assemble(pieces, 50, 0.0, 1000)


def test_columns_that_nobody_fills_are_absent() -> None:
    _, cases, _, _ = assemble([recording()], 50, 0.0, 1000)
    assert cases.column_names == ["label", "recording", "start"]


def test_time_goes_on_from_window_to_window() -> None:
    whole = Recording("a", np.ones((200, 1), np.float32), ("x",), None, {"time": datetime(2026, 1, 1)})
    _, cases, _, _ = assemble([whole], 50, 0.0, 100)
    assert [time.timestamp() - cases["time"][0].as_py().timestamp() for time in cases["time"].to_pylist()] == [
        0, 0.5, 1, 1.5,
    ]  # fmt: skip
