import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.spec import Problem
from bigmodel.tasks.images import feature_cache
from bigmodel.tasks.images.feature_cache import FeatureCache

WAY = {"pictures": "f", "side": 160}


def cache(folder, way=WAY, shape=(1, 4)):
    return FeatureCache(folder, way, shape)


def values(rows):
    return np.asarray(rows, np.float32)[:, None, None] * np.ones((1, 1, 4), np.float32)


def kept(folder, rows, **more):
    assert cache(folder, **more).keep(np.asarray(rows), values(rows))


def test_nothing_is_known_at_first(tmp_path):
    rows, found = cache(tmp_path).read()
    assert len(rows) == len(found) == 0
    assert not list(tmp_path.iterdir())


@given(st.lists(st.lists(st.integers(0, 50), unique=True), max_size=4))
def test_what_was_kept_is_found_again_by_row(tmp_path_factory, parts):
    folder = tmp_path_factory.mktemp("cache")
    for part in parts:
        kept(folder, np.asarray(part, np.int64))
    rows, found = cache(folder).read()
    assert rows.tolist() == sorted({row for part in parts for row in part})
    assert np.array_equal(found, values(rows))


def test_another_way_of_looking_is_another_file(tmp_path):
    kept(tmp_path, [1, 2])
    assert not len(cache(tmp_path, {**WAY, "side": 224}).read()[0])


def test_a_damaged_file_is_said_and_replaced(tmp_path):
    kept(tmp_path, [1, 2, 3])
    path = cache(tmp_path).path
    whole = path.read_bytes()
    for content in (whole[:-40], whole[:200] + b"\x55" + whole[201:], b"", b"PK"):
        path.write_bytes(content)
        with pytest.raises(Problem, match="damaged"):
            cache(tmp_path).read()
    kept(tmp_path, [7])
    assert cache(tmp_path).read()[0].tolist() == [7]


def test_a_file_of_another_shape_is_damaged(tmp_path):
    kept(tmp_path, [1])
    with pytest.raises(Problem, match="damaged"):
        cache(tmp_path, shape=(1, 5)).read()


def test_what_is_too_large_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(feature_cache, "LARGEST", 100)
    assert not cache(tmp_path).keep(np.arange(50), values(np.arange(50)))
    assert not cache(tmp_path).path.exists()


def test_the_oldest_files_make_room(tmp_path, monkeypatch):
    sides = (64, 96, 128)
    for side in sides:
        kept(tmp_path, [1, 2], way={**WAY, "side": side})
    size = cache(tmp_path, {**WAY, "side": 64}).path.stat().st_size
    monkeypatch.setattr(feature_cache, "LARGEST", 2 * size + 10)
    kept(tmp_path, [1], way={**WAY, "side": 160})
    there = [side for side in (*sides, 160) if cache(tmp_path, {**WAY, "side": side}).path.exists()]
    assert there == [128, 160]


def test_a_folder_that_can_not_be_written_is_a_sentence(tmp_path):
    (tmp_path / "features").write_text("in the way")
    with pytest.raises(Problem, match="can't be kept"):
        cache(tmp_path).keep(np.array([1]), values([1]))
