from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from bigmodel.data.split import split_rows
from bigmodel.spec import Finding, Plan, Split
from bigmodel.tasks.signals.dataset import SignalDataset
from bigmodel.tasks.signals.quick import band_levels
from bigmodel.tasks.signals.task import TASK as SIGNALS

RANDOM = Split()


def made(folder: Path, machines: int = 6, runs: int = 1, each: int = 20, channels: int = 1) -> SignalDataset:
    """Two conditions; each recording has a tone of its own, which tells it but not its condition."""
    draw = np.random.default_rng(0)
    values, label, machine, recording = [], [], [], []
    clock = np.arange(128)
    for number in range(machines):
        for condition in ("ok", "worn"):
            for run in range(runs):
                tone = draw.uniform(0.1, 0.9, channels)
                noise = 0.3 * draw.standard_normal((each, 128, channels))
                values.append(np.sin(np.pi * tone * clock[None, :, None]) + noise)
                label += [condition] * each
                machine += [f"m{number}"] * each
                recording += [f"m{number} {condition} {run}"] * each
    cases = {"label": label, "recording": recording, "start": np.tile(np.arange(each), len(values)) * 128}
    if machines > 1:
        cases["machine"] = machine
    return SignalDataset.create(np.concatenate(values).astype(np.float32), pa.table(cases), 1000, folder)


def plan_of(data: SignalDataset, split: Split | None = None) -> Plan:
    plan = SIGNALS.suggest(data, "fault", {}, {})
    return plan if split is None else plan.model_copy(update={"split": split})


def coded(found: Sequence[Finding], code: str) -> Finding | None:
    return next((finding for finding in found if finding.code == code), None)


def test_the_split_suggested_holds_machines_out(tmp_path: Path) -> None:
    data = made(tmp_path)
    plan = plan_of(data)
    assert (plan.split.kind, plan.split.column) == ("group", "machine")
    parts = split_rows(data.cases, plan)
    names = [set(data.cases["machine"].take(pa.array(part)).to_pylist()) for part in vars(parts).values()]
    assert len(names[2]) == 2
    assert not names[0] & names[1] | names[0] & names[2] | names[1] & names[2]
    assert coded(SIGNALS.check(data, plan), "recording_on_both_sides") is None


def test_with_one_machine_recordings_are_held_out(tmp_path: Path) -> None:
    plan = plan_of(made(tmp_path, machines=1, runs=4))
    assert (plan.split.kind, plan.split.column) == ("group", "recording")


def test_with_nothing_to_hold_out_rows_are_split_at_random_and_it_is_said(tmp_path: Path) -> None:
    data = made(tmp_path, machines=1)
    plan = plan_of(data)
    assert plan.split.kind == "stratified"
    found = coded(SIGNALS.check(data, plan), "recording_on_both_sides")
    assert found is not None
    assert not found.remedies
    assert "bring further recordings" in found.detail
    assert coded(SIGNALS.check(data, plan), "one_recording") is not None


def test_a_straddling_split_is_measured_and_mended_by_one_click(tmp_path: Path) -> None:
    data = made(tmp_path, machines=12)
    found = coded(SIGNALS.check(data, plan_of(data, RANDOM)), "recording_on_both_sides")
    assert found is not None
    assert found.severity == "warning"
    better = re.search(r"would look (\S+) better than it is", found.detail)
    assert better is not None
    assert 0.1 < float(better[1]) < 0.6
    assert found.remedies[0].label == "Split by machine"
    assert coded(SIGNALS.check(data, found.remedies[0].plan), "recording_on_both_sides") is None


def test_one_recording_only_is_said(tmp_path: Path) -> None:
    draw = np.random.default_rng(0).standard_normal((40, 64, 1)).astype(np.float32)
    cases = pa.table({"label": ["a", "b"] * 20, "recording": ["r"] * 40, "start": np.arange(40) * 64})
    data = SignalDataset.create(draw, cases, 1000, tmp_path)
    found = SIGNALS.check(data, plan_of(data))
    one = coded(found, "one_recording")
    assert one is not None
    assert one.title == "All windows come from one recording"


def test_one_class_is_refused(tmp_path: Path) -> None:
    cases = pa.table({"label": ["a"] * 20, "recording": ["r"] * 20, "start": np.arange(20)})
    data = SignalDataset.create(np.ones((20, 64, 1), np.float32), cases, 1000, tmp_path)
    (found,) = [finding for finding in SIGNALS.check(data, plan_of(data)) if finding.code == "one_class"]
    assert found.severity == "stop"
    assert found.title == "There is only one recording, of one condition"


def test_channels_in_which_nothing_moves(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    two = made(tmp_path / "a", channels=2)
    values = np.array(two.signals)
    values[..., 1] = 3
    values[:5, :, 0] = 0
    data = SignalDataset.create(values, two.cases, 1000, tmp_path / "b")
    found = SIGNALS.check(data, plan_of(data))
    dead, still = coded(found, "constant_channel"), coded(found, "still_windows")
    assert dead is not None
    assert "channel 2" in dead.title
    assert dead.severity == "warning"
    assert still is not None
    assert "5 windows" in still.title


def test_band_levels_know_loudness_but_no_offset() -> None:
    values = np.random.default_rng(1).standard_normal((3, 256, 2)).astype(np.float32)
    np.testing.assert_allclose(band_levels(values + 7), band_levels(values), atol=1e-2)
    np.testing.assert_allclose(band_levels(10 * values) - band_levels(values), np.log(100), atol=1e-3)


def test_roles_given_by_name_win(tmp_path: Path) -> None:
    data = made(tmp_path)
    plan = SIGNALS.suggest(data, "fault", {"target": "machine"}, {})
    assert {field.name: field.role for field in plan.fields}["label"] == "ignore"
    assert plan.outcome is not None
    assert len(plan.outcome.classes) == 6
