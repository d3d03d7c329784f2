import numpy as np
import pytest

from bigmodel.networks.augment import Augment


def ramp(count=64, side=21):
    """Pictures with a bright spot off the centre."""
    pictures = np.zeros((count, side, side, 1), "uint8")
    pictures[:, 10, 15] = 200
    return pictures


def spots(pictures):
    """Row and column of the brightest pixel of each picture."""
    flat = np.asarray(pictures).reshape(len(pictures), -1).argmax(1)
    return np.stack(np.unravel_index(flat, pictures.shape[1:3]), axis=1)


def test_nothing_is_changed_outside_of_training():
    layer = Augment(rotation=90.0, flip=True, shift=0.3, brightness=0.5)
    assert np.array_equal(np.asarray(layer(ramp(), training=False)), ramp())


def test_a_shift_moves_by_whole_pixels_up_to_its_share():
    found = spots(Augment(shift=0.1)(ramp(400), training=True))
    assert set(found[:, 0]) == {8, 9, 10, 11, 12}
    assert set(found[:, 1]) == {13, 14, 15, 16, 17}


def test_a_mirror_image_is_exact_and_comes_half_of_the_time():
    columns = spots(Augment(flip=True)(ramp(400), training=True))[:, 1]
    assert set(columns) == {5, 15}
    assert 140 < (columns == 5).sum() < 260


def test_a_turn_keeps_the_distance_from_the_centre():
    found = spots(Augment(rotation=180.0)(ramp(200), training=True)) - 10
    assert np.abs(np.hypot(*found.T) - 5).max() < 1.1
    assert len({tuple(each) for each in found}) > 15


@pytest.mark.parametrize("change", [{"zoom": 0.4}, {"crop": 0.3}])
def test_zoom_and_crop_change_sizes(change):
    wide = np.zeros((200, 21, 21, 1), "uint8")
    wide[:, 8:13, 8:13] = 200
    areas = (np.asarray(Augment(**change)(wide, training=True)) > 100).sum((1, 2, 3))
    assert areas.max() > 30
    assert areas.min() >= (25 if "crop" in change else 9) - 5


def test_brightness_stays_within_its_share():
    levels = np.asarray(Augment(brightness=0.3)(np.full((300, 4, 4, 1), 100, "uint8"), training=True))[:, 0, 0, 0]
    assert 69 <= levels.min() < 80
    assert 120 < levels.max() <= 130


def test_the_seed_repeats_and_every_batch_differs():
    one, other = Augment(shift=0.3, seed=4), Augment(shift=0.3, seed=4)
    first, again = np.asarray(one(ramp(), training=True)), np.asarray(other(ramp(), training=True))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, np.asarray(one(ramp(), training=True)))
    assert len(one.variables) == 1
