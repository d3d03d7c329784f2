import io

import numpy as np
import pytest
from picture_files import laid_down, noise
from PIL import Image

from bigmodel.data.split import split_rows
from bigmodel.tasks.images.duplicates import COPIES, Fingerprints, group_numbers
from bigmodel.tasks.images.read import read_pictures
from bigmodel.tasks.images.task import TASK as IMAGES


def groups(pictures):
    prints = Fingerprints(pictures.shape[1:])
    prints.add(pictures[:3])
    prints.add(pictures[3:])
    return prints.groups().tolist()


def textures(count, side=48):
    random = np.random.default_rng(5)
    small = random.integers(0, 255, (count, 8, 8), dtype=np.uint8)
    return np.stack(
        [np.asarray(Image.fromarray(each).resize((side, side), Image.Resampling.BICUBIC)) for each in small]
    )


def again(picture):
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "JPEG", quality=75)
    return np.asarray(Image.open(stream))


def smaller(picture):
    return np.asarray(Image.fromarray(picture).resize((32, 32)).resize(picture.shape[::-1]))


def darker(picture):
    return (picture * 0.7 + 10).astype(np.uint8)


@pytest.mark.parametrize("change", [np.array, again, smaller, darker])
def test_copies_are_found_whatever_was_done_to_them(change):
    pictures = textures(60)
    pictures[40] = change(pictures[3])
    found = groups(pictures[..., None])
    assert found[3] == found[40] == 0
    assert [group for group in found if group >= 0] == [0, 0]


def test_pictures_of_one_shade_are_one_group_and_tell_nothing_else():
    pictures = textures(10)
    pictures[2], pictures[7] = 30, 200
    assert [place for place, group in enumerate(groups(pictures[..., None])) if group >= 0] == [2, 7]


def test_colour_pictures_and_tiny_ones_are_described_too():
    pictures = np.repeat(textures(8, 6)[..., None], 3, axis=3)
    pictures[5] = pictures[1]
    assert [place for place, group in enumerate(groups(pictures)) if group >= 0] == [1, 5]


def test_groups_are_numbered_as_they_appear():
    pairs = np.array([[5, 6], [1, 3], [3, 4]])
    assert group_numbers(pairs, 8).tolist() == [-1, 0, -1, 0, 0, 1, 1, -1]
    assert group_numbers(np.empty((0, 2), np.int64), 3).tolist() == [-1, -1, -1]


@pytest.fixture
def copied(tmp_path):
    """Forty pictures of two classes, each of the first eight there twice."""
    files = {f"{'ab'[n % 2]}/{n:02}.png": noise(n, (48, 48)) for n in range(40)}
    files |= {f"{'ab'[n % 2]}/copy{n:02}.jpg": noise(n, (48, 48), form="JPEG", quality=90) for n in range(8)}
    (tmp_path / "data").mkdir()
    return read_pictures([laid_down(tmp_path / "files", files)], (), None, tmp_path / "data")


def test_one_click_keeps_copies_on_one_side(copied):
    assert len(set(copied.cases[COPIES].drop_null().to_pylist())) == 8
    plan = IMAGES.suggest(copied, "images", {}, {})
    finding = next(each for each in IMAGES.check(copied, plan) if each.code == "same_picture")
    assert finding.severity == "warning"
    assert "copy0" in finding.detail
    mended = finding.remedies[0].plan
    assert not any(each.code in ("same_picture", "group_on_both_sides") for each in IMAGES.check(copied, mended))
    parts = split_rows(copied.cases, mended)
    column = copied.cases[COPIES].to_pylist()
    sides = [{column[row] for row in rows} - {None} for rows in (parts.train, parts.validation, parts.test)]
    assert not sides[0] & sides[1]
    assert not sides[0] & sides[2]


def test_one_picture_in_two_classes_is_a_contradiction(tmp_path):
    files = {f"{'ab'[n % 2]}/{n}.png": noise(n) for n in range(24)} | {"a/same.png": noise(5)}
    (tmp_path / "data").mkdir()
    data = read_pictures([laid_down(tmp_path / "files", files)], (), None, tmp_path / "data")
    found = IMAGES.check(data, IMAGES.suggest(data, "images", {}, {}))
    torn = next(each for each in found if each.code == "contradiction")
    assert "a/same.png" in torn.detail
    assert "b/5.png" in torn.detail
