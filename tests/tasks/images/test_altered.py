import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.tasks.images.what_if.altered import PLACES, Altered
from bigmodel.tasks.images.what_if.axes import AXES, change_controls, flips

SHAPES = [(8, 8, 1), (30, 20, 3), (64, 48, 1)]


def picture(shape=(30, 20, 3)):
    return np.random.default_rng(0).integers(0, 256, shape).astype("uint8")


def at(**values):
    return Altered(**values)


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_changed_is_the_same_picture(shape):
    assert Altered.of({control.name: control.default for control in change_controls()}).nothing
    assert np.array_equal(Altered().of_picture(picture(shape)), picture(shape))


@given(
    st.sampled_from(SHAPES),
    st.builds(
        Altered,
        brightness=st.floats(-80, 80),
        blur=st.floats(0, 10),
        rotation=st.floats(-180, 180),
        cover=st.floats(0, 80),
        place=st.sampled_from(list(PLACES)),
    ),
)
def test_any_change_leaves_a_picture_of_the_same_kind(shape, altered):
    given = picture(shape)
    kept = given.copy()
    changed = altered.of_picture(given)
    assert changed.shape == shape
    assert changed.dtype == np.uint8
    assert np.array_equal(given, kept)


def test_lighter_is_lighter_and_darker_is_darker():
    plain = picture().mean()
    assert at(brightness=40).of_picture(picture()).mean() > plain > at(brightness=-40).of_picture(picture()).mean()


def test_a_blur_smooths_and_keeps_the_mean():
    soft = at(blur=8).of_picture(picture())
    assert soft.std() < 0.5 * picture().std()
    assert abs(soft.mean() - picture().mean()) < 4


def test_a_quarter_turn_is_clockwise():
    square = picture((31, 31, 1))
    turned = at(rotation=90).of_picture(square)
    assert np.abs(turned.astype(int) - np.rot90(square, -1).astype(int)).max() <= 1


@pytest.mark.parametrize("place", list(PLACES))
def test_a_cover_hides_its_square_and_nothing_else(place):
    given = picture((40, 40, 1))
    covered = at(cover=50, place=place).of_picture(given)
    hidden = covered[..., 0] == round(given.mean())
    down, across = PLACES[place]
    top, left = round(down * 20), round(across * 20)
    assert hidden[top : top + 20, left : left + 20].all()
    outside = np.ones((40, 40), bool)
    outside[top : top + 20, left : left + 20] = False
    assert np.array_equal(covered[outside], given[outside])


def test_the_point_where_the_answer_flips_is_said_on_either_side():
    axis = AXES["Brightness"]
    said = flips(axis, [-20, -10, 0, 10, 20], ["dog", "cat", "cat", "cat", "cat"])
    assert said == "Lighter by up to 20 % it stays cat. Darker by 10 to 20 % the answer becomes dog."
    assert flips(AXES["Blur"], [0, 1, 2], ["cat", "cat", "dog"]) == "Blurred by 1 to 2 % the answer becomes dog."
