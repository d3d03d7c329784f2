"""The simulated bearings: right in their physics, and as hard as they are meant to be."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from bigmodel.tasks.signals.quick import band_levels
from bigmodel.templates.fault import sample
from bigmodel.templates.fault.bearing import Bearing, ringing, strikes


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    return sample.simulate()


def test_frequencies_are_those_that_the_maker_states() -> None:
    # SKF 6205-2RS, the drive-end bearing of Case Western Reserve University, whose data center states them as orders.
    orders = Bearing(balls=9, ball_diameter=7.94, pitch_diameter=39.04, contact_angle=0).orders
    assert orders["inner"] == pytest.approx(5.4152, abs=3e-3)
    assert orders["outer"] == pytest.approx(3.5848, abs=3e-3)
    assert orders["cage"] == pytest.approx(0.39828, abs=1e-3)
    assert 2 * orders["ball"] == pytest.approx(4.7135, abs=3e-2)


@pytest.mark.parametrize(("fault", "times"), [("outer", 1), ("inner", 1), ("ball", 2)])
def test_faults_strike_as_often_as_the_formula_says(fault: str, times: int) -> None:
    found, strengths = strikes(sample.BEARING, fault, 30.0, 20.0, 0.01, draw=np.random.default_rng(0))
    assert len(found) / 20 == pytest.approx(30 * times * sample.BEARING.orders[fault], rel=0.01)
    assert (np.diff(found) > 0).all()
    assert (strengths > 0).all()


def test_a_strike_rings_at_the_pitch_and_dies_away() -> None:
    sound = ringing(np.array([0.01]), np.array([1.0]), 1024, 12_000, pitch=2500, damping=0.04)
    assert not sound[:119].any()
    spectrum = np.abs(np.fft.rfft(sound))
    assert np.fft.rfftfreq(1024, 1 / 12_000)[spectrum.argmax()] == pytest.approx(2500, rel=0.03)
    assert np.abs(sound[240:]).max() < 0.1 * np.abs(sound).max()


def test_windows_of_every_machine_condition_and_load(arrays: dict[str, np.ndarray]) -> None:
    assert arrays["X"].shape == (8 * 4 * 2 * 20, 1024)
    assert np.isfinite(arrays["X"]).all()
    found = set(zip(arrays["machine"].tolist(), arrays["label"].tolist(), arrays["load"].tolist(), strict=True))
    assert len(found) == 8 * 4 * 2
    assert len(set(arrays["recording"].tolist())) == len(found)
    assert ((arrays["rpm"] > 1300) & (arrays["rpm"] < 3100)).all()


def test_spectra_do_not_carry_over_to_a_machine_held_out_but_envelopes_do(arrays: dict[str, np.ndarray]) -> None:
    x = arrays["X"].astype(np.float32)
    levels = {"spectrum": band_levels(x[..., None]), "envelope": envelope_orders(x, arrays["rpm"] / 60)}
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=60))
    with threadpool_limits(1):
        found = {
            name: cross_val_score(model, each, arrays["label"], groups=arrays["machine"], cv=GroupKFold(4)).mean()
            for name, each in levels.items()
        }
    assert found["spectrum"] < 0.5
    assert 0.75 < found["envelope"] < 0.98


def envelope_orders(x: np.ndarray, shaft: np.ndarray) -> np.ndarray:
    """Spectrum of the envelope above 1 kHz by multiples of the shaft's speed."""
    from scipy.signal import hilbert

    spectrum = np.fft.rfft(x, axis=1)
    spectrum[:, np.fft.rfftfreq(1024, 1 / sample.RATE) < 1000] = 0
    envelope = np.abs(hilbert(np.fft.irfft(spectrum, axis=1), axis=1))
    envelope = (envelope - envelope.mean(axis=1, keepdims=True)) * np.hanning(1024)
    power = np.abs(np.fft.rfft(envelope, n=8192, axis=1))
    frequencies = np.fft.rfftfreq(8192, 1 / sample.RATE)
    orders = np.linspace(0.2, 18, 256)
    found = np.stack([np.interp(orders * turns, frequencies, row) for turns, row in zip(shaft, power, strict=True)])
    return np.log(found / np.median(found, axis=1, keepdims=True) + 1e-3)
