import numpy as np
import pytest

from bigmodel.networks.dropout import ByteDropout


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.5])
def test_the_share_left_out_is_the_rate_and_the_mean_stays(rate):
    ones = np.ones((64, 7, 33), np.float32)
    masked = np.asarray(ByteDropout(rate, 1)(ones, training=True))
    assert abs((masked == 0).mean() - rate) < 0.01
    assert abs(masked.mean() - 1) < 0.02
    assert set(np.unique(masked).round(4)) == {0.0, np.float32(256 / (256 - round(rate * 256))).round(4)}


def test_every_call_draws_anew_and_the_same_seed_repeats_the_draws():
    ones = np.ones((16, 32), np.float32)
    first, again = ByteDropout(0.5, 3), ByteDropout(0.5, 3)
    draws = [np.asarray(first(ones, training=True)) for _ in range(2)]
    assert (draws[0] != draws[1]).any()
    for drawn in draws:
        np.testing.assert_array_equal(drawn, np.asarray(again(ones, training=True)))


def test_outside_of_training_nothing_changes():
    values = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    np.testing.assert_array_equal(np.asarray(ByteDropout(0.9)(values)), values)
