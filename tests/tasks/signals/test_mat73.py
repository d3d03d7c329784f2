from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bigmodel.spec import Problem
from bigmodel.tasks.signals import mat73
from bigmodel.tasks.signals.containers import read_mat
from bigmodel.tasks.signals.options import SignalOptions
from bigmodel.tasks.signals.read import read_windows, sniff


def save(path: Path, fill: Callable[[Any], None]) -> Path:
    """A file as MATLAB writes it: HDF5 behind a block of 512 bytes."""
    with h5py.File(path, "w", userblock_size=512) as file:
        fill(file)
    with path.open("r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")
    return path


def put(file: Any, name: str, values: Any, kind: str = "double", **more: Any) -> Any:
    """A variable in the order of MATLAB's dimensions."""
    dataset = file.create_dataset(name, data=np.asarray(values).T, **more)
    dataset.attrs["MATLAB_class"] = np.bytes_(kind)
    return dataset


def text(words: str) -> Any:
    return np.array([[ord(letter) for letter in words]], np.uint16)


def test_a_recording_with_its_rate_and_label_is_read_as_from_version_seven(tmp_path: Path) -> None:
    signal = np.random.default_rng(0).standard_normal((3000, 1))

    def fill(file: Any) -> None:
        put(file, "X105_DE_time", signal, chunks=True, compression="gzip", shuffle=True)
        put(file, "X105RPM", [[1797.0]])
        put(file, "rate", [[12000.0]])
        put(file, "comment", text("as measured"), "char")
        file.create_group("notes").attrs["MATLAB_class"] = np.bytes_("struct")

    path = save(tmp_path / "IR007_1.mat", fill)
    found = sniff([path])
    assert (found.format, found.rate) == ("recordings", 12000.0)
    values, cases, _, settled = read_windows([path], found.model_copy(update={"window": 500, "overlap": 0.0}))
    assert np.allclose(values.reshape(-1), signal[:3000, 0].astype(np.float32))
    assert cases["speed"].to_pylist() == [1797.0] * 6
    assert settled.rate == 12000.0


def test_windows_stand_in_rows_as_in_matlab(tmp_path: Path) -> None:
    windows = np.random.default_rng(0).standard_normal((40, 64)).astype(np.float32)

    def fill(file: Any) -> None:
        put(file, "X", windows, "single")
        put(file, "y", np.repeat([[0], [1]], 20, axis=0))

    path = save(tmp_path / "windows.mat", fill)
    options = SignalOptions(format="windows", window=64, rate=1000.0)
    values, cases, *_ = read_windows([path], options)
    assert np.array_equal(values[..., 0], windows)
    assert cases["label"].to_pylist() == ["0"] * 20 + ["1"] * 20


def test_text_and_empty_variables(tmp_path: Path) -> None:
    def fill(file: Any) -> None:
        put(file, "name", np.concatenate([text("pump 1 "), text("pump 22")]), "char")
        put(file, "nothing", [0, 0]).attrs["MATLAB_empty"] = 1

    assert {name: array.tolist() for name, array in read_mat(save(tmp_path / "a.mat", fill)).items()} == {
        "name": ["pump 1", "pump 22"]
    }


def test_what_lies_in_other_files_is_neither_followed_nor_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.bin"
    secret.write_bytes(np.arange(4000.0).tobytes())
    other = save(tmp_path / "other.mat", lambda file: put(file, "x", np.arange(4000.0)) and None)

    def links(file: Any) -> None:
        file["elsewhere"] = h5py.ExternalLink(str(other), "x")
        file["alias"] = h5py.SoftLink("/elsewhere")

    assert read_mat(save(tmp_path / "links.mat", links)) == {}

    def outside(file: Any) -> None:
        file.create_dataset("x", (4000,), np.float64, external=[(str(secret), 0, 32000)])

    with pytest.raises(Problem, match="lies in another file"):
        read_mat(save(tmp_path / "outside.mat", outside))

    def virtual(file: Any) -> None:
        layout = h5py.VirtualLayout((4000,), np.float64)
        layout[:] = h5py.VirtualSource(str(other), "x", (4000,))
        file.create_virtual_dataset("x", layout)

    with pytest.raises(Problem, match="lies in another file"):
        read_mat(save(tmp_path / "virtual.mat", virtual))


def test_bombs_are_refused_before_they_unpack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mat73, "most_bytes", lambda: 2 << 20)

    def huge(file: Any) -> None:
        file.create_dataset("x", (1 << 40,), np.float64, chunks=(1024,), compression="gzip")

    with pytest.raises(Problem, match="take more than"):
        read_mat(save(tmp_path / "huge.mat", huge))

    def overfull(file: Any) -> None:
        import zlib

        dataset = file.create_dataset("x", (1024,), np.float64, chunks=(1024,), compression="gzip")
        dataset.id.write_direct_chunk((0,), zlib.compress(bytes(1 << 20)))

    with pytest.raises(Problem, match="damaged"):
        read_mat(save(tmp_path / "overfull.mat", overfull))


def test_other_ways_of_packing_are_refused(tmp_path: Path) -> None:
    path = save(
        tmp_path / "lzf.mat", lambda file: put(file, "x", np.arange(400.0), chunks=True, compression="lzf") and None
    )
    with pytest.raises(Problem, match="packed in an unknown way"):
        read_mat(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(place=st.integers(512, 6000), value=st.integers(0, 255))
def test_a_damaged_file_gives_numbers_or_a_sentence(tmp_path: Path, place: int, value: int) -> None:
    path = tmp_path / "whole.mat"
    if not path.exists():
        save(path, lambda file: put(file, "x", np.arange(600.0), chunks=True, compression="gzip") and None)
    broken = bytearray(path.read_bytes())
    broken[place % len(broken)] = value
    damaged = tmp_path / "damaged.mat"
    damaged.write_bytes(broken)
    try:
        found = read_mat(damaged)
    except Problem as problem:
        assert "damaged.mat" in str(problem)
    else:
        assert all(isinstance(array, np.ndarray) for array in found.values())
