import numpy as np
import pytest

from bigmodel.inference.pictures import picture_encoder
from bigmodel.spec import Field, Outcome, Schema
from bigmodel.tasks.images.occlusion import enlarged, occlusion, overlay


class SeesOnePatch:
    """A model whose answer rests on how bright rows 4 to 8 and columns 20 to 24 are."""

    def __init__(self, classes):
        self.schema = Schema(
            task="images",
            template="images",
            fields=(Field(name="picture", kind="picture", role="feature"),),
            outcome=Outcome(classes=classes),
            encoder=picture_encoder(30, 30, "L"),
        )

    def score(self, tensors):
        bright = (tensors["pictures"][:, 4:8, 20:24].mean((1, 2, 3)) / 255).astype("float32")
        if len(self.schema.outcome.classes) == 2:
            return bright
        return np.stack([(1 - bright) / 2, bright, (1 - bright) / 2], axis=1)


@pytest.fixture
def picture():
    picture = np.zeros((30, 30, 1), "uint8")
    picture[4:8, 20:24] = 255
    return picture


@pytest.mark.parametrize("classes", [("a", "b"), ("a", "b", "c")])
def test_the_patch_that_the_answer_rests_on_is_found(picture, classes):
    heat = occlusion(SeesOnePatch(classes), picture, 1)
    row, column = np.unravel_index(heat.argmax(), heat.shape)
    assert 3 <= row <= 8
    assert 19 <= column <= 24
    assert heat.max() > 0.5
    assert np.abs(heat[15:]).max() == 0


def test_against_the_answer_the_same_place_counts_the_other_way(picture):
    assert occlusion(SeesOnePatch(("a", "b")), picture, 0).min() < -0.5


def test_a_picture_of_one_colour_rests_on_nothing():
    heat = occlusion(SeesOnePatch(("a", "b")), np.full((30, 30, 1), 90, "uint8"), 1)
    assert np.abs(heat).max() == 0
    assert np.isfinite(overlay(np.full((30, 30, 1), 90, "uint8"), heat)).all()


@pytest.mark.parametrize("shape", [(8, 8, 1), (30, 20, 3), (200, 100, 3)])
def test_the_overlay_lies_on_the_picture(shape):
    picture = np.random.default_rng(0).integers(0, 256, shape).astype("uint8")
    heat = np.zeros(shape[:2], "float32")
    heat[: shape[0] // 2] = 0.7
    marked, plain = overlay(picture, heat), enlarged(picture)
    assert marked.shape == (*plain.shape[:2], 3)
    assert max(marked.shape) >= 160
    third = len(marked) // 3
    assert marked[:third, :, 0].mean() > marked[-third:, :, 0].mean() + 50
