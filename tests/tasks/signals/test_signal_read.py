from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.io import savemat

from bigmodel.spec import Problem
from bigmodel.tasks.signals.names import file_facts, file_labels, is_channel, meaning
from bigmodel.tasks.signals.options import SignalOptions
from bigmodel.tasks.signals.read import read_files, read_windows, sniff


def wave(samples: int = 4096, seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).standard_normal(samples).astype(np.float32)


def windows(paths: Path | list[Path], **changed: Any) -> tuple[np.ndarray[Any, Any], pa.Table, list[str], Any]:
    sources = [paths] if isinstance(paths, Path) else paths
    return read_windows(sources, sniff(sources).model_copy(update=changed))


def test_windows_as_rows_with_all_that_an_npz_tells(tmp_path: Path) -> None:
    path = tmp_path / "bench.npz"
    x = wave(6 * 64).reshape(6, 64)
    np.savez(
        path, X=x, y=[0, 0, 0, 1, 1, 1], class_names=["good", "bad"], rpm=[1800] * 6, load_hp=[0, 0, 0, 2, 2, 2],
        segment=[0, 1, 2, 0, 1, 2], fs=8000, balls=9, ball_diameter=7.9, pitch_diameter=39.0,
    )  # fmt: skip
    values, cases, _, settled = windows(path)
    np.testing.assert_array_equal(values[..., 0], x)
    assert cases["label"].to_pylist() == ["good"] * 3 + ["bad"] * 3
    assert cases["load"].to_pylist() == ["0"] * 3 + ["2"] * 3
    assert cases["speed"].to_pylist() == [1800.0] * 6
    assert cases["start"].to_pylist() == [0, 64, 128] * 2
    assert len(set(cases["recording"].to_pylist())) == 2
    assert settled.rate == 8000
    assert settled.geometry == {"balls": 9, "ball_diameter": 7.9, "pitch_diameter": 39.0, "contact_angle": 0}


def test_shuffled_windows_tell_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "shuffled.npz"
    np.savez(path, X=wave(40 * 32).reshape(40, 32), y=[0, 1] * 20, rate=1000)
    assert len(set(windows(path)[1]["recording"].to_pylist())) == 40


def test_a_matlab_file_of_western_reserve(tmp_path: Path) -> None:
    path = tmp_path / "IR007_1.mat"
    content = {"X106_DE_time": wave()[:, None], "X106_FE_time": wave(seed=1)[:, None], "X106RPM": [[1772]]}
    savemat(path, content)
    values, cases, channels, _ = windows(path, rate=12_000.0, overlap=0.0)
    assert channels == ["DE", "FE"]
    assert values.shape == (4, 1024, 2)
    np.testing.assert_allclose(values.reshape(-1, 2)[:, 1], wave(seed=1))
    assert set(cases["label"].to_pylist()) == {"IR007"}
    assert set(cases["speed"].to_pylist()) == {1772.0}


def test_several_files_with_the_label_in_the_name(tmp_path: Path) -> None:
    for name in ("outer_race_1", "outer_race_2", "normal_1"):
        np.savetxt(tmp_path / f"{name}.csv", wave(600), header="vibration", comments="")
    files = sorted(tmp_path.glob("*.csv"))
    assert sniff(files).labels == "file name"
    _, cases, _, _ = windows(files, rate=5000.0)
    found = set(zip(cases["label"].to_pylist(), cases["recording"].to_pylist(), strict=True))
    expected = {("outer_race", "outer_race_1.csv"), ("outer_race", "outer_race_2.csv"), ("normal", "normal_1.csv")}
    assert found == expected


def test_a_zip_with_a_folder_for_each_condition(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("good/1.npy", "good/2.npy", "bad/1.npy"):
            stream = io.BytesIO()
            np.save(stream, wave())
            archive.writestr(name, stream.getvalue())
        archive.writestr("readme.md", "hello")
    _, cases, _, settled = windows(path, rate=1000.0)
    assert set(cases["label"].to_pylist()) == {"good", "bad"}
    assert any("readme.md" in note for note in settled.notes)


def test_a_long_table_ends_a_recording_where_the_machine_or_label_changes(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    count = 3000
    label = ["ok"] * 1000 + ["worn"] * 2000
    machine = ["a"] * 2000 + ["b"] * 1000
    table = {"time": np.arange(count) / 2000, "x": wave(count), "y": wave(count, 1), "z": wave(count, 2)}
    pq.write_table(pa.table({**table, "label": label, "machine": machine, "rpm": np.linspace(900, 1800, count)}), path)
    options = sniff([path])
    assert (options.rate, options.labels) == (2000.0, "in the data")
    values, cases, channels, _ = windows(path, window=500, overlap=0.0)
    assert channels == ["x", "y", "z"]
    assert values.shape == (6, 500, 3)
    assert cases["label"].to_pylist() == ["ok"] * 2 + ["worn"] * 4
    assert cases["machine"].to_pylist() == ["a"] * 4 + ["b"] * 2
    assert len(set(cases["recording"].to_pylist())) == 3
    assert cases["speed"].to_pylist() == sorted(cases["speed"].to_pylist())


def test_a_wide_table_with_rows_of_different_lengths(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    rows = [",".join([*(f"{value:.4f}" for value in wave(40, seed)), "ok" if seed % 2 else "bad"]) for seed in range(9)]
    rows[4] = ",".join([*("0.1234" for _ in range(30)), *([""] * 10), "bad"])
    path.write_text(",".join([*(f"s{place}" for place in range(40)), "label"]) + "\n" + "\n".join(rows))
    values, cases, _, settled = windows(path, rate=1000.0)
    assert values.shape == (8, 40, 1)
    assert cases["label"].to_pylist().count("ok") == 4
    assert any("1 window was left out for having fewer than 40 samples" in note for note in settled.notes)


def test_without_a_sampling_rate_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "pump.npy"
    np.save(path, wave())
    assert sniff([path]).rate is None
    with pytest.raises(Problem, match=r"sampling rate is not known.*Fill in"):
        windows(path)
    named = tmp_path / "pump_12khz.npy"
    np.save(named, wave())
    assert windows(named)[3].rate == 12_000


def test_a_clock_cut_to_microseconds_still_tells_the_rate(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    times = np.datetime64("2026-01-01T00:00:00", "us") + (np.arange(6000) * 1e6 / 12_000).astype("timedelta64[us]")
    rows = [f"{time},{value:.4f}" for time, value in zip(times.astype(str), wave(6000), strict=True)]
    path.write_text("time,acc\n" + "\n".join(rows))
    assert sniff([path]).rate == 12_000


def test_a_persons_rate_wins_over_the_files(tmp_path: Path) -> None:
    path = tmp_path / "pump.npz"
    np.savez(path, vibration=wave(), rate=8000)
    values, _, _, settled = windows(path, rate=4000.0, overlap=0.0)
    assert settled.rate == 4000
    assert settled.notes == []
    np.testing.assert_array_equal(values.reshape(-1), wave())


def test_recordings_of_two_rates_are_brought_to_the_lower(tmp_path: Path) -> None:
    clock = {rate: np.arange(rate) / rate for rate in (2000, 6000)}
    for rate, times in clock.items():
        np.savez(tmp_path / f"r{rate}.npz", vibration=np.sin(2 * np.pi * 50 * times), rate=rate)
    values, cases, _, settled = windows(sorted(tmp_path.glob("*.npz")), window=400, overlap=0.0)
    assert settled.rate == 2000
    assert any("1 recording was resampled from 6,000 Hz to 2,000 Hz" in note for note in settled.notes)
    row = cases["recording"].to_pylist().index("r6000.npz") + 2
    np.testing.assert_allclose(values[row, :, 0], np.sin(2 * np.pi * 50 * clock[2000][800:1200]), atol=0.01)


def test_pickled_arrays_are_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "evil.npz"
    ragged = np.empty(2, object)
    ragged[:] = [[1.0], [1.0, 2.0]]
    np.savez(path, X=ragged, y=[0, 1])
    with pytest.raises(Problem, match="Python objects"):
        sniff([path])


def test_a_header_that_promises_more_than_there_is(tmp_path: Path) -> None:
    path = tmp_path / "huge.npy"
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": "<f8", "fortran_order": False, "shape": (10**12,)})
    path.write_bytes(stream.getvalue() + b"\0" * 64)
    with pytest.raises(Problem, match="damaged"):
        sniff([path])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.mat", b"no matlab at all" * 20, "no MATLAB file"),
        ("a.mat", b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + b"\x89HDF\r\n\x1a\n", "damaged or no MATLAB"),
        ("a.npz", b"PK\x03\x04 broken", "damaged"),
        ("a.csv", b"time,x\n" + b"".join(b"%d,0.%d\n" % (row, row) for row in range(99)) + b"99,oops\n", "'oops'"),
        ("a.csv", b"name\nanna\nbert\n", "No column holds numbers"),
    ],
)
def test_files_that_hold_no_signal_are_told(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Problem, match=said):
        sniff([path])


def test_labels_and_windows_of_different_number(tmp_path: Path) -> None:
    path = tmp_path / "bad.npz"
    np.savez(path, X=wave(50 * 64).reshape(50, 64), y=[0, 1, 0], rate=1000)
    with pytest.raises(Problem, match="50 windows but 3 labels"):
        sniff([path])


def test_geometry_can_be_given_by_hand() -> None:
    given_by_hand = SignalOptions(balls=8, ball_diameter=10, pitch_diameter=50)
    assert given_by_hand.geometry == {"balls": 8, "ball_diameter": 10, "pitch_diameter": 50, "contact_angle": 0}
    assert SignalOptions(balls=8, ball_diameter=60, pitch_diameter=50).geometry is None


def test_file_names_tell_labels_and_facts() -> None:
    assert file_labels(["IR007_0.mat", "IR007_1.mat", "Normal_0.mat"]) == ["IR007", "IR007", "Normal"]
    assert file_labels(["ball1.csv", "ball2.csv", "ok1.csv"]) == ["ball", "ball", "ok"]
    assert file_labels(["97.mat", "98.mat"]) == [None, None]
    assert file_labels(["outer-race 1797rpm 2hp 12k 3.csv"]) == ["outer-race"]
    facts = {"speed": 1797.0, "load": "2", "rate": 12_000.0}
    assert file_facts("outer-race 1797rpm 2hp 12k 3.csv") == facts


def test_names_of_columns_are_understood() -> None:
    assert [meaning(name) for name in ("Fault_Type", "load_hp", "RPM", "fs", "x")] == [
        "label", "load", "speed", "rate", None,
    ]  # fmt: skip
    assert is_channel("acc_x")
    assert not is_channel("inner_race_1")


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=6))
def test_any_file_name_has_a_label_or_none(names: list[str]) -> None:
    found = file_labels(names)
    assert len(found) == len(names)
    assert all(label is None or label.strip() for label in found)


def test_rows_of_different_lengths_are_told_in_the_words_of_signals(tmp_path: Path) -> None:
    path = tmp_path / "windows.csv"
    rows = [",".join(["ok", *(f"{value:.3f}" for value in wave(40 if row == 7 else 64))]) for row in range(20)]
    path.write_text("\n".join(["label," + ",".join(f"s{place}" for place in range(64)), *rows]), encoding="utf-8")
    with pytest.raises(Problem, match=r"Windows of one file have one length\. .*row 9 has 41"):
        sniff([path])


def test_a_recording_that_is_far_too_short_does_not_cut_all_others_small(tmp_path: Path) -> None:
    lengths = {"ok_1khz": 30_000, "ok_2_1khz": 30_000, "ball_1khz": 20_000, "ball_2_1khz": 100}
    for name, samples in lengths.items():
        np.savez(tmp_path / f"{name}.npz", vibration=wave(samples))
    sources = [tmp_path / f"{name}.npz" for name in lengths]
    options = sniff(sources)
    assert options.window == 1024
    *_, found = read_windows(sources, options)
    assert any("1 recording was left out for being shorter" in note for note in found.notes)


def test_the_recording_with_other_channels_is_named(tmp_path: Path) -> None:
    np.savez(tmp_path / "a_1khz.npz", de=wave(4000), fe=wave(4000))
    np.savez(tmp_path / "b_1khz.npz", de=wave(4000))
    sources = [tmp_path / "a_1khz.npz", tmp_path / "b_1khz.npz"]
    with pytest.raises(Problem, match=r"b_1khz.npz: Some recordings have 1 channel and some 2"):
        read_windows(sources, sniff(sources))


def test_that_names_tell_the_classes_is_said(tmp_path: Path) -> None:
    path = tmp_path / "ball_1.npy"
    np.save(path, wave())
    assert read_files([path], classes=("ball", "normal")).notes == [
        "No file says its condition: it is read from the names of files."
    ]
    assert read_files([path], classes=("worn", "new")).notes == read_files([path]).notes == []


def labels_of(paths: list[Path], *classes: str) -> list[Any]:
    return [piece.known.get("label") for piece in read_files(paths, classes=classes).pieces]


def test_names_tell_classes_that_are_known_where_the_content_does_not(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("inner_race_1.npy", "normal_2.npy")]
    for path in files:
        np.save(path, wave())
    assert labels_of(files) == labels_of(files, "worn", "new") == [None, None]
    assert labels_of(files, "inner_race", "ball") == ["inner_race", "normal"]
    zipped = tmp_path / "later.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for folder, path in zip(("ball", "good"), files, strict=True):
            archive.write(path, f"{folder}/{path.name}")
    assert labels_of([zipped], "ball", "good", "inner_race") == ["ball", "good"]


def test_what_the_content_tells_is_not_overruled_by_names(tmp_path: Path) -> None:
    path = tmp_path / "normal_1.npz"
    np.savez(path, X=wave(6 * 64).reshape(6, 64), y=["ball"] * 6, fs=8000)
    assert labels_of([path], "normal", "ball") == [["ball"] * 6]
