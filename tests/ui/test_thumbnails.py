import numpy as np

from bigmodel.ui.thumbnails import GAP, SIDE, strip


def test_small_pictures_are_enlarged_beside_each_other_with_clear_gaps():
    drawn = strip([np.full((8, 8), 200, np.uint8), np.zeros((8, 8), np.uint8)])
    assert drawn.shape == (SIDE, 2 * SIDE + GAP, 4)
    assert drawn[0, 0].tolist() == [200, 200, 200, 255]
    assert (drawn[:, SIDE : SIDE + GAP, 3] == 0).all()
    assert drawn[0, -1].tolist() == [0, 0, 0, 255]


def test_large_coloured_pictures_are_reduced():
    drawn = strip([np.zeros((720, 1440, 3), np.uint8)])
    assert drawn.shape == (SIDE, 2 * SIDE, 4)
