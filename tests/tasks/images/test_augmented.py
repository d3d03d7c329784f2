import numpy as np
import pytest

from bigmodel.spec import Outcome, Plan
from bigmodel.spec.hparams import CNN, Backbone, ResNet
from bigmodel.tasks.images.augmented import augment_blocks, preview


def spot():
    picture = np.zeros((21, 21, 1), "uint8")
    picture[10, 15] = 200
    return picture


def places(copies):
    return {tuple(int(at) for at in np.unravel_index(copy.argmax(), copy.shape)[:2]) for copy in copies}


def test_without_changes_copies_are_the_picture():
    assert all(np.array_equal(copy, spot()) for copy in preview(spot(), CNN(), 5, 0))


def test_a_shift_moves_by_whole_pixels_up_to_its_share():
    found = places(preview(spot(), CNN(shift=0.1), 400, 0))
    assert found == {(row, column) for row in range(8, 13) for column in range(13, 18)}


@pytest.mark.parametrize("hparams", [CNN(flip=True), Backbone(flip=True)])
def test_a_mirror_image_is_exact(hparams):
    assert places(preview(spot(), hparams, 40, 0)) == {(10, 15), (10, 5)}


def test_all_changes_at_once_keep_shape_and_kind_and_repeat_by_seed():
    picture = np.random.default_rng(0).integers(0, 256, (12, 17, 3)).astype("uint8")
    hparams = ResNet(rotation=30.0, zoom=0.2, crop=0.2, flip=True, shift=0.2, brightness=0.3)
    first, again = preview(picture, hparams, 6, 3), preview(picture, hparams, 6, 3)
    assert {copy.shape for copy in first} == {(12, 17, 3)}
    assert {copy.dtype for copy in first} == {np.dtype("uint8")}
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert len({copy.tobytes() for copy in first}) == 6


def test_a_turn_keeps_the_distance_from_the_centre():
    found = np.array(sorted(places(preview(spot(), CNN(rotation=180.0), 100, 0)))) - 10
    assert np.abs(np.hypot(*found.T) - 5).max() < 1.1
    assert len(found) > 15


class Pictures:
    """So many pictures, all the same."""

    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def take(self, rows):
        return np.repeat(spot()[None], len(rows), axis=0)


def test_what_is_shown_is_what_the_training_of_so_many_pictures_changes():
    plan = Plan(template="images", fields=(), outcome=Outcome(classes=("a", "b")), network="resnet")
    assert len(augment_blocks(Pictures(2_000), plan)) == 1
    assert augment_blocks(Pictures(70_000), plan) == []
    assert len(augment_blocks(Pictures(70_000), plan.model_copy(update={"hparams": {"shift": 0.1}}))) == 1
