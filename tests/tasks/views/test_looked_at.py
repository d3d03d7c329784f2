import numpy as np
import pytest

from bigmodel.inference.pictures import picture_encoder
from bigmodel.runs.scores import read_cases
from bigmodel.spec import Field, Gallery, Schema
from bigmodel.tasks.images.views import looked_at
from bigmodel.tasks.images.views.looked_at import LookedAt


@pytest.fixture
def view(digits, monkeypatch):
    """The view with a model that looks at the first pixel alone."""
    outcome = digits.spec().plan.outcome

    class FirstPixel:
        schema = Schema(
            task="images",
            template="images",
            fields=(Field(name="picture", kind="picture", role="feature"),),
            outcome=outcome,
            encoder=picture_encoder(8, 8, "L"),
        )

        def score(self, tensors):
            share = tensors["pictures"][:, 0, 0, 0].astype("float32") / 255
            return np.stack([share] * len(outcome.classes), axis=1)

        def regions(self, tensors):
            return None

    monkeypatch.setattr(looked_at.Bundle, "load", lambda folder: FirstPixel())
    return LookedAt()


def test_the_most_confident_mistake_is_offered_first(digits, view):
    (control,) = view.controls(digits)
    assert control.default == control.options[0]
    assert len(set(control.options)) == len(control.options) <= 24
    cases = read_cases(digits, "test")
    named = cases.score.argmax(1)
    sure = cases.score.max(1)
    assert f"({sure[named != cases.y].max():.2f})" in control.options[0]
    assert "taken for" in control.options[0]
    assert "taken for" not in control.options[-1]


def test_picture_and_marked_picture_stand_side_by_side(digits, pictures, words, view):
    (control,) = view.controls(digits)
    for option in (control.options[0], control.options[-1], "gone"):
        blocks = view.blocks(digits, pictures, words, {"picture": option})
        gallery = blocks[1]
        assert isinstance(gallery, Gallery)
        plain, marked = gallery.pictures
        assert marked.shape == (*plain.shape, 3)
        if plain.max() > 50:  # the first pixel is lit: covering it matters, and nothing else does
            assert marked[:20, :20, 0].mean() > marked[-20:, -20:, 0].mean() + 40
            assert "lowers the score" in blocks[2].text


def test_which_kind_of_map_it_is_is_said(digits, pictures, words, view, monkeypatch):
    assert "covering" in view.blocks(digits, pictures, words, {})[1].note

    def left(bundle, tensors):
        """Evidence for the first class lies at the left, for the others nowhere."""
        regions = np.zeros((len(tensors["pictures"]), 2, 2, 3), "float32")
        regions[:, :, 0, :] = 8 * np.eye(3)[0]
        return regions

    monkeypatch.setattr(type(looked_at.Bundle.load(None)), "regions", left)
    gallery, said = view.blocks(digits, pictures, words, {})[1:]
    assert "sum over places" in gallery.note
    named = gallery.captions[1]
    if "cat" in named:
        assert gallery.pictures[1][:, :60, 0].mean() > gallery.pictures[1][:, -60:, 0].mean() + 40
        assert "of the picture" in said.text
    else:
        assert "No place" in said.text


def test_deleted_pictures_are_said(digits, words, view):
    assert "deleted" in view.blocks(digits, None, words, {})[1].text
