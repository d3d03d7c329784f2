"""What is said of pictures before training: in words of pictures, one sentence each."""

import re
import struct
import zlib

import pytest
from picture_files import noise, zipped

from bigmodel.spec import Problem
from bigmodel.tasks.images.read import read_pictures
from bigmodel.tasks.images.task import TASK as IMAGES


@pytest.fixture
def told(tmp_path):
    """The dataset of some files and the findings about it."""

    def tell(files):
        (tmp_path / "data").mkdir()
        data = read_pictures([zipped(tmp_path / "a.zip", files)], (), None, tmp_path / "data")
        return data, {finding.code: finding for finding in IMAGES.check(data, IMAGES.suggest(data, "images", {}, {}))}

    return tell


def pictures(**counts):
    """So many different pictures of each class."""
    seeds = iter(range(10_000))
    return {f"{name}/{place}.png": noise(next(seeds)) for name, count in counts.items() for place in range(count)}


def in_words_of_pictures(found):
    texts = " ".join(f"{finding.title} {finding.detail}" for finding in found.values() if finding.code != "good")
    return not re.search(r"\brows?\b|\bcolumn|\btarget\b|\blabel\b", texts)


def test_one_class_is_nothing_to_tell_apart(told):
    _, found = told(pictures(cat=12))
    assert list(found) == ["one_class"]
    assert found["one_class"].severity == "stop"
    assert found["one_class"].title == "Every picture is cat"
    assert in_words_of_pictures(found)


def test_no_class_is_said_with_both_remedies(told):
    _, found = told({f"{number}.png": noise(number) for number in range(4)})
    assert found["unlabelled"].severity == "stop"
    assert "folder" in found["unlabelled"].detail
    assert "table" in found["unlabelled"].detail


@pytest.mark.parametrize("classes", [("cat", "dog"), ("cat", "dog", "bird")])
def test_one_picture_a_class_stops_before_training(told, classes):
    _, found = told(pictures(**dict.fromkeys(classes, 1)))
    stops = [finding.title for finding in found.values() if finding.severity == "stop"]
    assert stops
    if len(classes) == 2:
        assert stops == ["Only 1 picture is cat"]
    assert in_words_of_pictures(found)


def test_a_few_pictures_without_a_class_are_left_out_and_said(told):
    data, found = told({**pictures(cat=30, dog=30), "unsorted.png": noise(9_999)})
    assert data.cases["label"].null_count == 1
    assert found["target_missing"].title == "1 picture has no class"
    assert "give them a class" in found["target_missing"].detail
    assert found["target_missing"].remedies[0].label == "Leave those pictures out"
    assert in_words_of_pictures(found)


def test_rare_classes_are_pictures_too(told):
    _, found = told(pictures(cat=30, dog=30, bird=4))
    assert found["rare_classes"].title == "Classes with fewer than 10 pictures: bird (4)"
    assert in_words_of_pictures(found)


def bomb(side):
    """A PNG of so many pixels a side in a few bytes."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(1 << 20))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 30_000, 65_000])
def test_a_picture_that_would_fill_memory_is_left_out_and_the_rest_is_kept(told, side):
    data, found = told({**pictures(cat=2, dog=2), "dog/huge.png": bomb(side)})
    assert data.cases["name"].to_pylist() == ["cat/0.png", "cat/1.png", "dog/0.png", "dog/1.png"]
    assert found["reading"].title == "1 picture has too many pixels to be read safely and was left out: dog/huge.png"


def test_nothing_but_such_a_picture_is_one_sentence(told):
    with pytest.raises(Problem, match=r"no readable picture.*huge\.png"):
        told({"cat/huge.png": bomb(30_000)})
