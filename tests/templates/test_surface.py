import io

import numpy as np
import pytest
from PIL import Image

from bigmodel.templates.images.defects import DEFECTS, Surface
from bigmodel.templates.images.png import png
from bigmodel.templates.images.surface import LEVELS, SIDE, draw


@pytest.mark.parametrize("name", DEFECTS)
def test_pictures_vary_and_are_the_same_for_the_same_seed(name):
    one, same, other = (draw(name, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.shape == (SIDE, SIDE)
    assert one.max() < LEVELS
    np.testing.assert_array_equal(one, same)
    assert (one != other).mean() > 0.3


def test_a_defect_changes_some_of_the_surface_and_a_fine_one_nothing():
    for name, defect in DEFECTS.items():
        for seed in range(20):
            changed = (np.abs(defect(Surface(SIDE, np.random.default_rng(seed)))) > 8).mean()
            assert changed == 0 if name == "fine" else 0 < changed < 0.5


def test_a_crack_is_dark_and_a_dent_has_two_sides():
    for seed in range(10):
        assert DEFECTS["crack"](Surface(SIDE, np.random.default_rng(seed))).max() <= 0
        dent = DEFECTS["dent"](Surface(SIDE, np.random.default_rng(seed)))
        assert dent.max() > 8
        assert dent.min() < -8


def test_four_bits_are_read_as_grey():
    picture = np.arange(96, dtype=np.uint8).reshape(8, 12) % 16
    image = Image.open(io.BytesIO(png(picture, bits=4)))
    assert image.mode == "L"
    np.testing.assert_array_equal(np.asarray(image), picture * 17)
