from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from bigmodel.spec import Problem
from bigmodel.tasks.signals.dataset import META, SignalDataset
from bigmodel.tasks.signals.what_if.properties import window_properties


def made(
    folder: Path, rate: float = 1000.0, last: float = 1.0, channels: Sequence[str] = (), **columns: Any
) -> SignalDataset:
    folder.mkdir()
    values = np.arange(24, dtype=np.float32).reshape(3, 4, 2)
    values[-1, -1, -1] = last
    cases = pa.table({"label": ["a", "b", None], "recording": ["r", "r", "s"], "start": [0, 4, 0], **columns})
    return SignalDataset.create(values, cases, rate, folder, channels=channels, notes=["One gap was filled."])


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    data = made(tmp_path / "a", time=[datetime(2026, 1, 1), None, None])
    assert (len(data), data.window, data.columns, data.rate) == (3, 4, 2, 1000.0)
    assert data.channels == ["channel 1", "channel 2"]
    assert data.geometry is None
    assert data.notes == ["One gap was filled."]
    assert isinstance(data.signals, np.memmap)


def test_no_two_channels_have_one_name(tmp_path: Path) -> None:
    assert made(tmp_path / "a", channels=["x", "x"]).channels == ["x", "x (2)"]
    assert made(tmp_path / "b", channels=["", " "]).channels == ["channel 1", "channel 2"]


def test_each_channel_has_properties_of_its_own(tmp_path: Path) -> None:
    data = made(tmp_path / "a", channels=["x", "x"])
    found = window_properties(data.take([0, 1, 2]), data.channels)
    assert {"x: level (RMS)", "x (2): level (RMS)"} <= set(found)
    assert len(found) == 3 * 2 + 1


def test_windows_come_in_the_order_asked_with_speed_in_hertz(tmp_path: Path) -> None:
    data = made(tmp_path / "a", speed=[1800.0, None, 600.0])
    taken = data.take([2, 0, 1])
    np.testing.assert_array_equal(taken.values, data.signals[[2, 0, 1]])
    np.testing.assert_allclose(taken.speed, [10.0, 30.0, np.nan])


def test_without_speed_it_is_unknown(tmp_path: Path) -> None:
    assert np.isnan(made(tmp_path / "a").take([0, 1]).speed).all()


def test_the_fingerprint_knows_values_rate_and_cases(tmp_path: Path) -> None:
    same = made(tmp_path / "a").fingerprint
    assert same == made(tmp_path / "b").fingerprint
    others = {
        made(tmp_path / "c", rate=2000.0).fingerprint,
        made(tmp_path / "d", last=2.0).fingerprint,
        made(tmp_path / "e", load=["1", "1", "2"]).fingerprint,
    }
    assert len(others | {same}) == 4


def test_damaged_files_are_told(tmp_path: Path) -> None:
    folder = made(tmp_path / "a").folder
    (folder / META).write_text("{", encoding="utf-8")
    with pytest.raises(Problem, match="gone or damaged"):
        SignalDataset(folder)
