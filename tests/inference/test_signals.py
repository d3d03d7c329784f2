from __future__ import annotations

import numpy as np
import pytest

from bigmodel.inference.signals import Signals, encode_signals, signal_encoder
from bigmodel.spec import Problem

ENCODER = signal_encoder(8, 1, 12_000)


def signals(shape: tuple[int, ...] = (2, 8, 1), rate: float = 12_000) -> Signals:
    return Signals(np.ones(shape, np.float32), np.array([30.0, np.nan][: shape[0]]), rate)


def test_values_and_speed_become_tensors() -> None:
    tensors = encode_signals(signals(), ENCODER)
    assert tensors["signals"].shape == (2, 8, 1)
    assert tensors["speed"].shape == (2, 1)
    assert {tensor.dtype for tensor in tensors.values()} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(tensors["speed"][:, 0], np.float32([30, np.nan]))


def test_one_channel_may_stand_without_its_axis() -> None:
    assert encode_signals(signals((2, 8)), ENCODER)["signals"].shape == (2, 8, 1)


def test_a_speed_that_can_not_be_is_unknown() -> None:
    odd = Signals(np.ones((3, 8, 1), np.float32), np.array([0.0, -1.0, np.inf]), 12_000)
    assert np.isnan(encode_signals(odd, ENCODER)["speed"]).all()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (signals((2, 9, 1)), "9 samples, the model takes 8"),
        (signals((2, 8, 2)), "2 channels, the model takes 1"),
        (signals(rate=48_000), "48,000 Hz, the model takes 12,000 Hz"),
    ],
)
def test_windows_unlike_those_of_training_are_refused(given: Signals, said: str) -> None:
    with pytest.raises(Problem, match=said):
        encode_signals(given, ENCODER)


def test_a_rate_that_is_nearly_the_same_is_the_same() -> None:
    assert len(encode_signals(signals(rate=12_030), ENCODER)["signals"]) == 2


def test_a_window_with_a_gap_is_named() -> None:
    broken = signals()
    broken.values[1, 3] = np.nan
    with pytest.raises(Problem, match="window 2"):
        encode_signals(broken, ENCODER)
