from types import SimpleNamespace

import numpy as np
import pytest
from picture_files import noise, png

from bigmodel.inference.pictures import picture_encoder
from bigmodel.spec import Figure, Gallery, Outcome, Problem, Words
from bigmodel.tasks.images.views import try_picture
from bigmodel.tasks.images.views.try_picture import TryPicture


@pytest.fixture
def run(monkeypatch, tmp_path):
    """A run whose bundle says what share of a picture is bright."""

    def score(tensors):
        bright = (tensors["pictures"] > 127).mean(axis=(1, 2, 3))
        return np.stack([1 - bright, bright * 0.75, bright * 0.25], axis=1).astype(np.float32)

    schema = SimpleNamespace(
        encoder=picture_encoder(8, 8, "L"), outcome=Outcome(classes=("dark", "bright", "odd")), threshold=None
    )  # fmt: skip
    monkeypatch.setattr(try_picture.Bundle, "load", lambda *_: SimpleNamespace(schema=schema, score=score))
    return SimpleNamespace(report=lambda: True, bundle=tmp_path)


def test_the_answer_and_all_certainties_are_shown(run, tmp_path):
    (tmp_path / "new.png").write_bytes(png((50, 30), shade=250))
    blocks = TryPicture().blocks(run, None, Words(), {"file": tmp_path / "new.png"})
    assert "This is bright" in blocks[1].text
    assert "75" in blocks[1].text
    gallery = next(block for block in blocks if isinstance(block, Gallery))
    assert gallery.pictures[0].shape == (8, 8)
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert figure.alt.startswith("bright 75")


def test_no_picture_asks_for_one_and_a_broken_one_is_a_sentence(run, tmp_path):
    (control,) = TryPicture().controls(run)
    assert control.kind == "file"
    assert ".png" in control.options
    assert "Bring a picture" in TryPicture().blocks(run, None, Words(), {"file": None})[1].text
    (tmp_path / "cut.png").write_bytes(noise(1, (200, 200))[:90])
    with pytest.raises(Problem, match=r"cut\.png"):
        TryPicture().blocks(run, None, Words(), {"file": str(tmp_path / "cut.png")})
