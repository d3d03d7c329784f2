import numpy as np
import pytest

from bigmodel.spec import Problem
from bigmodel.tasks.images.read import open_sources, read_pictures

GREY = np.arange(4 * 6 * 5, dtype=np.uint8).reshape(4, 6, 5)


def save(path, **arrays):
    np.savez_compressed(path, **arrays)
    return path


def pixels(stock):
    return np.concatenate(list(stock.batches(range(len(stock)))))


def test_pictures_and_labels_are_found_by_their_shape(tmp_path):
    stock = open_sources([save(tmp_path / "a.npz", images=GREY, y=np.array([3, 1, 3, 1]), other=np.zeros(7))])
    np.testing.assert_array_equal(pixels(stock)[..., 0], GREY)
    assert stock.labels == ["3", "1", "3", "1"]
    assert stock.parts == [None] * 4


def test_training_and_test_arrays_are_kept_apart(tmp_path):
    path = save(
        tmp_path / "mnist.npz", x_train=GREY, y_train=np.arange(4) % 2, x_test=GREY[:2], y_test=np.array([[1], [0]])
    )
    stock = open_sources([path])
    assert stock.labels == ["0", "1", "0", "1", "1", "0"]
    assert stock.parts == ["train"] * 4 + ["test"] * 2


def test_names_of_numbered_classes_are_used(tmp_path):
    path = save(tmp_path / "a.npz", X=GREY, y=np.eye(2)[[0, 1, 1, 0]], class_names=np.array(["cat", "dog"]))
    assert open_sources([path]).labels == ["cat", "dog", "dog", "cat"]


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (GREY / 255, GREY),
        (GREY.astype(np.int64), GREY),
        (GREY.astype(np.uint16) * 257, GREY),
        (GREY[:, None], GREY),
        (GREY[..., None], GREY),
        (GREY > 60, (GREY > 60) * 255),
    ],
    ids=["0 to 1", "int64", "16 bits", "channels first", "channels last", "yes and no"],
)
def test_any_numbers_become_bytes(tmp_path, array, expected):
    np.testing.assert_array_equal(pixels(open_sources([save(tmp_path / "a.npz", X=array)]))[..., 0], expected)


def test_colour_and_transparency(tmp_path):
    clear = np.zeros((2, 4, 4, 4), np.uint8)
    assert pixels(open_sources([save(tmp_path / "a.npz", X=clear)])).min() == 255
    assert open_sources([save(tmp_path / "b.npz", X=np.zeros((2, 3, 8, 9), np.uint8))]).shape == (8, 9, 3)


def test_no_number_becomes_black(tmp_path):
    array = np.full((2, 4, 4), np.nan)
    array[0] = 1
    assert pixels(open_sources([save(tmp_path / "a.npz", X=array)]))[..., 0].mean(axis=(1, 2)).tolist() == [255, 0]


def test_python_objects_are_refused(tmp_path):
    path = save(tmp_path / "a.npz", X=GREY, y=np.array([{}, 1, 2, 3], dtype=object))
    with pytest.raises(Problem, match="Python objects"):
        open_sources([path])


def test_what_holds_no_pictures_is_told(tmp_path):
    with pytest.raises(Problem, match="no array of pictures"):
        open_sources([save(tmp_path / "a.npz", y=np.zeros(4))])
    with pytest.raises(Problem, match="which is none of pictures"):
        open_sources([save(tmp_path / "a.npz", X=np.zeros((4, 5, 6, 7)))])
    with pytest.raises(Problem, match="Several arrays look like pictures"):
        open_sources([save(tmp_path / "a.npz", X=GREY, Z=GREY)])
    (tmp_path / "b.npz").write_bytes(b"no archive")
    with pytest.raises(Problem, match=r"b\.npz"):
        open_sources([tmp_path / "b.npz"])


def test_a_cut_archive_leaves_a_sentence(tmp_path):
    path = save(tmp_path / "a.npz", X=np.random.default_rng(0).integers(0, 255, (40, 16, 16), dtype=np.uint8))
    content = bytearray(path.read_bytes())
    content[400:500] = bytes(100)
    path.write_bytes(content)
    (tmp_path / "data").mkdir()
    with pytest.raises(Problem, match=r"a\.npz"):
        read_pictures([path], (), None, tmp_path / "data")
