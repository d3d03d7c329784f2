import io
import zipfile

import numpy as np
import pytest
from PIL import Image
from test_idx import idx_bytes

from bigmodel.spec import Problem
from bigmodel.tasks.held_out import PART
from bigmodel.tasks.images.pack import LARGEST_SIDE, pack
from bigmodel.tasks.images.read import decode, read_pictures


def png(size=(8, 8), mode="L", shade=100, form="PNG"):
    stream = io.BytesIO()
    Image.new(mode, size, shade if mode in ("L", "I;16") else (shade,) * len(mode)).save(stream, form)
    return stream.getvalue()


def zipped(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_folders_are_classes_and_hidden_files_are_passed_over(tmp_path):
    path = zipped(
        tmp_path / "a.zip",
        {
            "top/猫/1.png": png(),
            "top/dog/2.png": png(shade=3),
            "__MACOSX/top/dog/._2.png": b"x",
            "top/.DS_Store": b"x",
        },
    )
    pictures, cases, notes = read_pictures([path])
    assert pictures.shape == (2, 8, 8, 1)
    assert cases["label"].to_pylist() == ["猫", "dog"]
    assert PART not in cases.column_names
    assert notes == []


def test_train_and_test_folders_are_kept_apart(tmp_path):
    path = zipped(tmp_path / "a.zip", {f"{part}/{name}/1.png": png() for part in ("train", "test") for name in "ab"})
    _, cases, _ = read_pictures([path])
    assert cases[PART].to_pylist() == ["train", "train", "test", "test"]
    assert cases["label"].to_pylist() == ["a", "b", "a", "b"]


def test_a_separate_test_file_is_kept_apart(tmp_path):
    one = zipped(tmp_path / "one.zip", {"a/1.png": png(), "b/2.png": png()})
    two = zipped(tmp_path / "two.zip", {"a/3.png": png(), "b/4.png": png()})
    _, cases, _ = read_pictures([one], [two])
    assert cases[PART].to_pylist() == ["train", "train", "test", "test"]


def test_text_renamed_to_png_is_named_and_left_out(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a/1.png": png(), "a/fake.png": b"not a picture", "b/2.png": png()})
    pictures, _, notes = read_pictures([path])
    assert len(pictures) == 2
    assert "fake.png" in notes[0]


def test_nothing_readable_is_a_problem(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a/fake.png": b"text", "a/b.txt": b"text"})
    with pytest.raises(Problem, match=r"a\.zip: There is no readable picture.*fake\.png"):
        read_pictures([path])


@pytest.mark.parametrize(
    ("mode", "form"), [("L", "PNG"), ("RGB", "JPEG"), ("RGBA", "PNG"), ("I;16", "PNG"), ("CMYK", "JPEG")]
)
def test_any_mode_becomes_grey_or_colour(tmp_path, mode, form):
    ending = form.lower()
    path = zipped(
        tmp_path / "a.zip", {f"a/1.{ending}": png(mode=mode, form=form), f"b/2.{ending}": png(mode=mode, form=form)}
    )
    pictures, _, _ = read_pictures([path])
    assert pictures.shape[3] == (1 if mode in ("L", "I;16") else 3)


def test_other_sizes_become_one_size(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a/1.png": png((20, 10)), "b/2.png": png((40, 30)), "b/3.png": png((30, 30))})
    pictures, _, notes = read_pictures([path])
    assert pictures.shape == (3, 30, 30, 1)
    assert "30 x 30" in notes[0]


def test_large_pictures_are_made_small():
    packed, notes = pack([np.full((1, 200, 200, 3), 7, np.uint8)] * 2)
    assert packed.shape == (2, LARGEST_SIDE, LARGEST_SIDE, 3)
    assert notes
    assert (packed == 7).all()


def test_idx_pictures_and_labels_find_each_other(tmp_path):
    images, labels = tmp_path / "train-images-idx3-ubyte", tmp_path / "train-labels-idx1-ubyte"
    images.write_bytes(idx_bytes(np.zeros((3, 5, 5), np.uint8)))
    labels.write_bytes(idx_bytes(np.array([4, 5, 6], np.uint8)))
    for order in ([images, labels], [labels, images]):
        pictures, cases, _ = read_pictures(order)
        assert pictures.shape == (3, 5, 5, 1)
        assert cases["label"].to_pylist() == ["4", "5", "6"]


def test_idx_files_that_do_not_belong_together_are_refused(tmp_path):
    images, labels = tmp_path / "images", tmp_path / "labels"
    images.write_bytes(idx_bytes(np.zeros((3, 5, 5), np.uint8)))
    labels.write_bytes(idx_bytes(np.zeros(2, np.uint8)))
    with pytest.raises(Problem, match="3 pictures but 2 labels"):
        read_pictures([images, labels])
    with pytest.raises(Problem, match="1 files of pictures and 0 of labels"):
        read_pictures([images])


def test_pictures_are_made_small_while_they_are_decoded():
    assert decode(png((400, 200)), "a").shape == (LARGEST_SIDE // 2, LARGEST_SIDE, 1)


def test_pictures_beyond_memory_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("bigmodel.tasks.images.read.most_bytes", lambda: 4 << 20)
    path = zipped(tmp_path / "a.zip", {f"a/{n}.png": png((96, 96)) for n in range(240)})
    with pytest.raises(Problem, match=r"a\.zip: The pictures take more than 2 MB"):
        read_pictures([path])


def test_other_files_are_named_and_not_unpacked(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/1.png", png())
        archive.writestr("b/film.mp4", b"x" * 1000)
    content = bytearray(path.read_bytes())
    content[content.index(b"xxxx")] = 0  # its checksum fails where it is unpacked
    path.write_bytes(content)
    _, _, notes = read_pictures([path])
    assert notes == ["1 file is not a picture and was left out: film.mp4"]
