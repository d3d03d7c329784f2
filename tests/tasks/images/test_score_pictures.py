import io
from types import SimpleNamespace

import numpy as np
import pytest
from picture_files import zipped
from PIL import Image

from bigmodel.inference.pictures import picture_encoder
from bigmodel.spec import Outcome
from bigmodel.tasks.images import score
from bigmodel.tasks.images.dataset import PictureDataset
from bigmodel.tasks.images.task import TASK as IMAGES

RNG = np.random.default_rng(0)


def png(size):
    stream = io.BytesIO()
    Image.fromarray(RNG.integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def seen(monkeypatch):
    """Pictures as the model is given them, by a bundle that takes 20 x 20 pixels in colour."""
    given = []

    def scores(tensors):
        given.extend(tensors["pictures"])
        return np.full(len(tensors["pictures"]), 0.25, np.float32)

    schema = SimpleNamespace(
        encoder=picture_encoder(20, 20, "RGB"), outcome=Outcome(classes=("a", "b")), threshold=0.5
    )  # fmt: skip
    monkeypatch.setattr(score.Bundle, "load", lambda *_: SimpleNamespace(schema=schema, score=scores))
    return given


def test_a_picture_does_not_depend_on_its_neighbours(tmp_path, seen):
    one, large = png((30, 18)), png((90, 90))
    run = SimpleNamespace(bundle=tmp_path)
    score.score_pictures(run, [zipped(tmp_path / "a.zip", {"one.png": one})], tmp_path / "a.csv")
    score.score_pictures(
        run, [zipped(tmp_path / "b.zip", {f"{n}.png": large for n in range(5)} | {"one.png": one})], tmp_path / "b.csv"
    )
    np.testing.assert_array_equal(seen[0], seen[-1])


def test_a_picture_is_what_it_was_in_training(tmp_path, seen):
    files = {f"{label}/{size}.png": png((size, size)) for label in "ab" for size in (14, 20, 26)}
    path = zipped(tmp_path / "a.zip", files)
    (tmp_path / "data").mkdir()
    data = IMAGES.read({"data": [path]}, None, tmp_path / "data")
    assert isinstance(data, PictureDataset)
    assert data.shape == (20, 20, 3)
    found = score.score_pictures(SimpleNamespace(bundle=tmp_path), [path], tmp_path / "a.csv")
    np.testing.assert_array_equal(np.array(seen), data.take(range(6)))
    assert found.rows == 6
    assert found.counts == {"a": 6}


def test_a_broken_file_is_named_and_a_class_that_is_none_is_told(tmp_path, seen):
    path = zipped(tmp_path / "a.zip", {f"x/{n}.png": png((20, 20)) for n in range(300)} | {"x/fake.png": b"text"})
    found = score.score_pictures(SimpleNamespace(bundle=tmp_path), [path], tmp_path / "a.csv")
    assert found.rows == len(seen) == 300
    assert found.differences == [
        "1 file is not a picture or is damaged and was left out: x/fake.png",
        "Folders that are no class of the model: x.",
    ]


def test_a_long_name_of_a_folder_is_shortened(tmp_path, seen):
    path = zipped(tmp_path / "a.zip", {f"{'x' * 90}end/1.png": png((20, 20))})
    (said,) = score.score_pictures(SimpleNamespace(bundle=tmp_path), [path], tmp_path / "a.csv").differences
    assert said.endswith("end.")
    assert len(said) < 90


def test_a_folder_and_single_pictures_are_scored(tmp_path, seen):
    (tmp_path / "new").mkdir()
    for n in range(3):
        (tmp_path / "new" / f"{n}.png").write_bytes(png((20, 20)))
    run = SimpleNamespace(bundle=tmp_path)
    assert score.score_pictures(run, [tmp_path / "new"], tmp_path / "a.csv").rows == 3
    assert score.score_pictures(run, [tmp_path / "new" / "1.png"], tmp_path / "a.csv").rows == 1
