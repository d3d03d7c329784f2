import numpy as np
import pytest

from bigmodel.inference.signals import Signals
from bigmodel.tasks.signals.envelope import envelope_spectrum, fault_orders, loudest_band, spectrum
from bigmodel.tasks.signals.features import signal_features

RATE = 12_000.0
GEOMETRY = {"balls": 9, "ball_diameter": 0.3126, "pitch_diameter": 1.537, "contact_angle": 0.0}
"""SKF 6205, in inches."""


def ringing(hertz, seconds=0.5, tone=3700.0):
    """Shocks ``hertz`` times a second, each of which rings at ``tone`` Hz."""
    time = np.arange(int(seconds * RATE)) / RATE
    since = time % (1 / hertz)
    noise = 0.1 * np.random.default_rng(0).standard_normal(len(time))
    return np.exp(-since * 800) * np.sin(2 * np.pi * tone * since) + noise


def test_the_orders_are_those_that_the_maker_of_the_bearing_gives():
    orders = fault_orders(GEOMETRY)
    assert orders["BPFO"] == pytest.approx(3.5848, abs=2e-3)
    assert orders["BPFI"] == pytest.approx(5.4152, abs=2e-3)
    assert 2 * orders["BSF"] == pytest.approx(4.7135, abs=2e-3)
    assert orders["FTF"] == pytest.approx(0.3983, abs=2e-3)


def test_a_spectrum_tells_frequency_and_amplitude():
    time = np.arange(4096) / RATE
    frequency, size = spectrum(0.7 * np.sin(2 * np.pi * 1000 * time), RATE)
    assert frequency[size.argmax()] == pytest.approx(1000, abs=3)
    assert size.max() == pytest.approx(0.7, abs=0.05)


def test_the_envelope_beats_as_often_as_the_shocks_come():
    values = ringing(107.0)
    low, high = loudest_band(values, RATE)
    assert low <= 3700.0 <= high
    frequency, size = envelope_spectrum(values, RATE, low, high)
    view = frequency > 20
    assert frequency[view][size[view].argmax()] == pytest.approx(107.0, abs=1.0)


def test_the_faults_own_frequency_stands_out_in_the_features():
    speed = 29.5
    orders = fault_orders(GEOMETRY)
    names = ("BPFO", "BPFI")
    values = np.stack([ringing(orders[name] * speed) for name in names]).astype(np.float32)[..., None]
    found = signal_features(Signals(values, np.full(2, speed), RATE), GEOMETRY)
    # The first block behind shape and energies: three harmonics of BPFO, then three of BPFI, over the whole band.
    own = found[:, 11:17].reshape(2, 2, 3).mean(axis=2)
    assert own[0, 0] > own[0, 1] + 1
    assert own[1, 1] > own[1, 0] + 1


def test_without_geometry_or_speed_there_is_the_spectrum_instead():
    values = np.random.default_rng(0).standard_normal((5, 1024, 2)).astype(np.float32)
    plain = signal_features(Signals(values, np.full(5, 30.0), RATE), None)
    assert plain.shape == (5, 2 * (3 + 8 + 64))
    assert np.array_equal(plain, signal_features(Signals(values, np.full(5, np.nan), RATE), GEOMETRY))
    assert np.isfinite(plain).all()


def test_a_window_without_speed_lacks_its_fault_frequencies_only():
    values = np.random.default_rng(0).standard_normal((3, 1024, 1)).astype(np.float32)
    found = signal_features(Signals(values, np.array([30.0, np.nan, 30.0]), RATE), GEOMETRY)
    assert np.isfinite(found[[0, 2]]).all()
    assert np.isfinite(found[1, :11]).all()
    assert np.isnan(found[1, 11:]).all()


def test_each_window_has_features_of_its_own():
    values = np.random.default_rng(0).standard_normal((300, 256, 1)).astype(np.float32)
    signals = Signals(values, np.full(300, 25.0), RATE)
    alone = signal_features(Signals(values[280:281], np.full(1, 25.0), RATE), GEOMETRY)
    assert alone.shape[1] == signal_features(signals, GEOMETRY).shape[1]


def test_silence_gives_numbers():
    assert np.isfinite(
        signal_features(Signals(np.zeros((2, 512, 1), np.float32), np.full(2, 30.0), RATE), GEOMETRY)
    ).all()
