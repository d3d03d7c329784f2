from __future__ import annotations

import csv
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from bigmodel.inference.signals import signal_encoder
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Field, Outcome, Problem
from bigmodel.tasks.signals import score

FIELDS = (Field(name="signal", kind="signal", role="feature"), Field(name="speed", kind="number", role="speed"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> RunFolder:
    """A run whose model takes 100 samples at 1 kHz and calls loud windows worn."""

    def scores(tensors: dict[str, Any]) -> np.ndarray[Any, Any]:
        loud = (tensors["signals"].std(axis=(1, 2)) > 1).astype(np.float32)
        return np.stack([0.9 - 0.8 * loud, 0.1 + 0.8 * loud, 0 * loud], axis=1)

    outcome = Outcome(classes=("good", "worn", "broken"))
    schema = SimpleNamespace(encoder=signal_encoder(100, 1, 1000), outcome=outcome, threshold=None, fields=FIELDS)
    monkeypatch.setattr(score.Bundle, "load", lambda *_, **__: SimpleNamespace(schema=schema, score=scores))
    return cast(RunFolder, SimpleNamespace(bundle=tmp_path))


def signal(samples: int, rate: float) -> np.ndarray[Any, Any]:
    """Quiet in the first half, loud in the second."""
    clock = np.arange(samples) / rate
    return np.where(np.arange(samples) < samples / 2, 0.1, 5.0) * np.sin(2 * np.pi * 40 * clock)


def test_every_window_has_its_class_certainty_and_place(run: RunFolder, tmp_path: Path) -> None:
    np.savez(tmp_path / "pump.npz", vibration=signal(1000, 1000), rate=1000, rpm=1500)
    scored = score.score_signals(run, [tmp_path / "pump.npz"], tmp_path / "out.csv")
    assert (scored.rows, scored.counts, scored.alerts) == (10, {"good": 5, "worn": 5}, None)
    assert scored.differences == []
    rows = list(csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8-sig")))
    assert [row["class"] for row in rows] == ["good"] * 5 + ["worn"] * 5
    assert [float(row["seconds"]) for row in rows] == pytest.approx(np.arange(10) / 10)
    assert {row["recording"] for row in rows} == {"pump.npz"}
    assert all(float(row["certainty"]) == pytest.approx(0.9) for row in rows)


def test_a_recording_of_another_rate_is_resampled_with_a_sentence(run: RunFolder, tmp_path: Path) -> None:
    np.savez(tmp_path / "pump.npz", vibration=signal(4000, 4000), rate=4000, rpm=1500)
    scored = score.score_signals(run, [tmp_path / "pump.npz"], tmp_path / "out.csv")
    assert scored.rows == 10
    assert any("resampled from 4,000 Hz to 1,000 Hz" in sentence for sentence in scored.differences)


def test_what_a_file_leaves_open_is_said(run: RunFolder, tmp_path: Path) -> None:
    np.savez(
        tmp_path / "pump.npz",
        X=signal(4000, 1000).reshape(40, 100),
        y=["good"] * 20 + ["seized"] * 10 + ["a" * 90] * 10,
    )
    said = " ".join(score.score_signals(run, [tmp_path / "pump.npz"], tmp_path / "out.csv").differences)
    assert "taken to be 1,000 Hz" in said
    assert "no speed of the shaft" in said
    assert f"no class of the model: {'a' * 20}…{'a' * 19}, seized" in said


def test_windows_of_another_rate_are_refused_and_nothing_is_written(run: RunFolder, tmp_path: Path) -> None:
    np.savez(tmp_path / "pump.npz", X=signal(4000, 1000).reshape(40, 100), rate=2000)
    with pytest.raises(Problem, match="Windows of 2,000 Hz"):
        score.score_signals(run, [tmp_path / "pump.npz"], tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()
