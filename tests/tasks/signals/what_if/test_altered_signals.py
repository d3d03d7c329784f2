import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.inference.signals import Signals
from bigmodel.tasks.signals.what_if.altered import Altered, played

RATE, WINDOW = 1000.0, 500


def tones(*pitches, channels=1):
    clock = np.arange(WINDOW) / RATE
    values = np.stack([np.sin(2 * np.pi * pitch * clock) for pitch in pitches])
    return Signals(np.repeat(values[..., None], channels, axis=2).astype(np.float32), np.full(len(pitches), 25.0), RATE)


def loudest(values):
    return np.abs(np.fft.rfft(values, axis=1)).argmax(axis=1)[:, 0] * RATE / WINDOW


def test_without_a_change_the_very_same_windows_are_asked_about():
    signals = tones(50.0)
    assert Altered().of(signals, [0]) is signals
    assert np.array_equal(Altered(told=False).of(signals, [0]).values, signals.values)


def test_a_faster_shaft_moves_every_tone_and_the_speed_that_is_told():
    signals = tones(50.0, 100.0)
    told = Altered(speed=0.2).of(signals, [0, 1])
    assert loudest(told.values).tolist() == [60.0, 120.0]
    assert told.speed.tolist() == [30.0, 30.0]
    assert Altered(speed=0.2, told=False).of(signals, [0, 1]).speed.tolist() == [25.0, 25.0]


def test_what_would_lie_above_half_the_rate_does_not_come_back_lower():
    assert np.abs(played(tones(450.0).values, 1.2)).max() < 0.01


@given(st.floats(0.8, 1.2))
def test_playing_keeps_length_and_strength(faster):
    values = tones(40.0).values
    found = played(values, faster)
    assert found.shape == values.shape
    assert found.std() == pytest.approx(values.std(), rel=0.1)


def test_noise_is_measured_by_the_windows_own_strength_and_is_the_same_for_a_row_wherever_it_is_asked():
    signals = tones(50.0, 50.0)
    both, second = Altered(noise=0.5).of(signals, [4, 9]), Altered(noise=0.5).of(tones(50.0), [9])
    added = both.values - signals.values
    assert added.std() == pytest.approx(0.5 * signals.values.std(), rel=0.1)
    assert np.array_equal(both.values[1], second.values[0])
    assert not np.array_equal(both.values[0], both.values[1])
    assert not np.array_equal(both.values[1], Altered(noise=0.5).of(signals, [4, 9], draw=1).values[1])


def test_a_stronger_machine_does_not_make_the_noise_stronger():
    signals = tones(50.0)
    plain = Altered(noise=0.5).of(signals, [0]).values - signals.values
    strong = Altered(noise=0.5, strength=3.0).of(signals, [0]).values - 3 * signals.values
    assert np.allclose(plain, strong, atol=1e-5)


def test_a_dead_channel_and_a_silent_stretch_give_nothing_not_even_noise():
    signals = tones(50.0, channels=2)
    dead = Altered(noise=1.0, dead=1).of(signals, [0]).values
    assert not dead[0, :, 1].any()
    assert dead[0, :, 0].std() > 0.5
    silent = Altered(noise=1.0, silent=0.4).of(signals, [0]).values[0, :, 0]
    assert np.flatnonzero(silent == 0).tolist() == list(range(150, 350))


def test_what_was_recorded_stays_as_it_is():
    signals = tones(50.0)
    before = signals.values.copy()
    Altered(noise=1.0, strength=2.0, speed=0.1, silent=0.5).of(signals, [0])
    assert np.array_equal(signals.values, before)
