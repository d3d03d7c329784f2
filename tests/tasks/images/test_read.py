import numpy as np
import pytest
from picture_files import idx_bytes, laid_down, noise, png, zipped
from PIL import Image

from bigmodel.inference.pictures import encode_pictures, picture_encoder
from bigmodel.spec import Problem
from bigmodel.tasks.held_out import PART
from bigmodel.tasks.images.options import PictureOptions
from bigmodel.tasks.images.read import preview_pictures, read_pictures, some_of_each
from bigmodel.tasks.images.task import TASK as IMAGES


@pytest.fixture
def read(tmp_path):
    def read_them(*sources, test=(), options=None):
        folder = tmp_path / f"data{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return read_pictures(sources, test, options, folder)

    return read_them


def labels(data):
    return data.cases["label"].to_pylist()


def test_folders_are_classes_and_hidden_files_are_passed_over(tmp_path, read):
    files = {
        "top/猫/1.png": png(),
        "top/dog/2.png": png(shade=3),
        "__MACOSX/top/dog/._2.png": b"x",
        "top/.DS_Store": b"x",
    }
    for source in (zipped(tmp_path / "a.zip", files), laid_down(tmp_path / "folder", files)):
        data = read(source)
        assert data.shape == (8, 8, 1)
        found = dict(zip(data.cases["name"].to_pylist(), labels(data), strict=True))
        assert found == {"top/猫/1.png": "猫", "top/dog/2.png": "dog"}
        assert PART not in data.cases.column_names
        assert data.notes == []


def test_train_and_test_folders_are_kept_apart(tmp_path, read):
    files = {f"{part}/{name}/1.png": png() for part in ("train", "test") for name in "ab"}
    data = read(zipped(tmp_path / "a.zip", files))
    assert data.cases[PART].to_pylist() == ["train", "train", "test", "test"]
    assert labels(data) == ["a", "b", "a", "b"]


def test_a_separate_test_file_is_kept_apart(tmp_path, read):
    one = zipped(tmp_path / "one.zip", {"a/1.png": png(), "b/2.png": png()})
    two = laid_down(tmp_path / "two", {"a/3.png": png(), "b/4.png": png()})
    assert read(one, test=[two]).cases[PART].to_pylist() == ["train", "train", "test", "test"]


def test_what_can_not_be_read_is_counted_and_named(tmp_path, read):
    path = zipped(
        tmp_path / "a.zip",
        {
            "a/1.png": png(),
            "a/fake.png": b"not a picture",
            "a/cut.png": png((300, 300), shade=9)[:120],
            "b/2.png": png(),
            "b/huge.png": png((10_000, 6_000), mode="L"),
            "b/film.mp4": b"x",
        },
    )
    data = read(path)
    assert data.cases["name"].to_pylist() == ["a/1.png", "b/2.png"]
    assert np.asarray(data.pictures).shape == (2, *data.shape)
    told = " ".join(data.notes)
    assert "1 file is not a picture and was left out: film.mp4" in told
    assert "2 files are not pictures or are damaged and were left out: a/fake.png, a/cut.png" in told
    assert "1 picture has too many pixels to be read safely and was left out: b/huge.png" in told


def test_a_damaged_file_of_a_zip_does_not_spoil_the_others(tmp_path, read):
    path = zipped(tmp_path / "a.zip", {"a/1.png": png(), "b/2.png": noise(1)})
    content = bytearray(path.read_bytes())
    place = content.index(noise(1)[40:60])
    content[place] ^= 0xFF
    path.write_bytes(content)
    data = read(path)
    assert labels(data) == ["a"]
    assert "b/2.png" in data.notes[-1]


def test_nothing_readable_is_a_problem(tmp_path, read):
    path = zipped(tmp_path / "a.zip", {"a/fake.png": b"text", "a/b.txt": b"text"})
    with pytest.raises(Problem, match=r"a\.zip: There is no readable picture.*fake\.png"):
        read(path)
    with pytest.raises(Problem, match="There is no readable picture"):
        read(laid_down(tmp_path / "empty", {"a.txt": b"text"}))


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        ("L", "PNG"), ("RGB", "JPEG"), ("RGBA", "PNG"), ("I;16", "PNG"), ("CMYK", "JPEG"),
        ("RGB", "BMP"), ("RGB", "WEBP"), ("RGB", "TIFF"), ("L", "GIF"), ("I;16", "TIFF"),
    ],
)  # fmt: skip
def test_any_mode_and_format_becomes_grey_or_colour(tmp_path, read, mode, form):
    ending = form.lower()
    files = {f"{label}/1.{ending}": png(mode=mode, form=form) for label in "ab"}
    data = read(zipped(tmp_path / "a.zip", files))
    assert len(data) == 2
    assert data.shape[2] == (1 if mode in ("L", "I;16") and form != "GIF" else 3)


def test_pictures_are_turned_upright_before_their_size_is_taken(tmp_path, read):
    exif = Image.Exif()
    exif[0x0112] = 6
    files = {f"{label}/1.jpg": png((40, 20), form="JPEG", exif=exif) for label in "ab"}
    assert read(zipped(tmp_path / "a.zip", files)).shape == (40, 20, 1)


def test_the_first_picture_of_an_animation_is_taken_and_said(tmp_path, read):
    more = [Image.new("L", (8, 8), 255)]
    moving = png((8, 8), shade=0, form="GIF", save_all=True, append_images=more)
    data = read(zipped(tmp_path / "a.zip", {"a/1.gif": moving, "b/2.gif": png(form="GIF")}))
    assert data.take([0]).max() == 0
    assert data.notes == ["Of 1 file with several pictures the first is taken: a/1.gif"]


def test_other_sizes_become_one_size(tmp_path, read):
    path = zipped(tmp_path / "a.zip", {"a/1.png": png((20, 10)), "b/2.png": png((40, 30)), "b/3.png": png((30, 30))})
    data = read(path)
    assert data.shape == (30, 30, 1)
    assert "30 x 30" in data.notes[0]


def test_large_pictures_of_one_size_keep_their_proportions(tmp_path, read):
    path = zipped(tmp_path / "a.zip", {f"{label}/1.png": noise(1, (400, 200)) for label in "ab"})
    assert read(path).shape == (80, 160, 1)
    assert read(path, options=PictureOptions(side=224)).shape == (112, 224, 1)
    assert "112 x 224" in read(path, options=PictureOptions(side=224)).notes[0]


def test_so_many_that_memory_would_not_hold_them_become_smaller(tmp_path, read, monkeypatch):
    monkeypatch.setattr("bigmodel.tasks.images.pack.most_bytes", lambda: 2 * 10 * 96**2)
    data = read(zipped(tmp_path / "a.zip", {f"a/{n}.png": png((200, 200)) for n in range(10)}))
    assert data.shape == (96, 96, 1)
    assert any("96 pixels a side, not at 160" in note for note in data.notes)


def test_a_stored_picture_is_what_scoring_would_give_the_model(tmp_path, read):
    files = {
        "a/1.jpg": noise(1, (900, 700), form="JPEG", mode="RGB"),
        "a/2.png": noise(2, (500, 500), mode="RGB"),
        "b/3.jpg": noise(3, (700, 900), form="JPEG", mode="RGB"),
    }
    data = read(zipped(tmp_path / "a.zip", files))
    encoder = picture_encoder(*data.shape[:2], "RGB")
    np.testing.assert_array_equal(data.take(range(3)), encode_pictures(list(files.values()), encoder)["pictures"])


def test_a_preview_decodes_only_what_it_shows(tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", {f"{label}/{n}.png": png(shade=n) for label in "abc" for n in range(40)})
    seen = []
    from bigmodel.tasks.images import pack

    opened = pack.open_picture
    monkeypatch.setattr(pack, "open_picture", lambda *given: seen.append(given[1]) or opened(*given))
    (gallery,) = preview_pictures([path], None, 12)
    assert gallery.title == "120 pictures in 3 classes"
    assert gallery.captions == ["a"] * 4 + ["b"] * 4 + ["c"] * 4
    assert len(seen) == 12


def test_some_of_each_class_are_taken_also_where_there_are_none():
    assert some_of_each(["a", None, "b", "a", "a"], 4) == [0, 2, 3]
    assert some_of_each([None] * 5, 3) == [0, 1, 2]
    assert len(some_of_each([str(n) for n in range(99)], 24)) == 24


def test_unlabelled_pictures_are_read_and_training_on_them_is_refused(tmp_path, read):
    data = read(zipped(tmp_path / "a.zip", {f"{n}.png": png() for n in range(3)}))
    plan = IMAGES.suggest(data, "images", {}, {})
    assert plan.outcome is None
    found = IMAGES.check(data, plan)
    assert (found[0].code, found[0].severity) == ("unlabelled", "stop")
    assert IMAGES.profile(data, plan, None)


def test_one_class_and_one_picture_a_class_are_told(tmp_path, read):
    one = read(zipped(tmp_path / "a.zip", {f"cat/{n}.png": png() for n in range(3)}))
    found = IMAGES.check(one, IMAGES.suggest(one, "images", {}, {}))
    assert found[0].severity == "stop"
    few = read(zipped(tmp_path / "b.zip", {f"{n}/x.png": noise(n) for n in range(5)}))
    found = IMAGES.check(few, IMAGES.suggest(few, "images", {}, {}))
    assert any(finding.severity in ("stop", "warning") for finding in found)
    assert not any(" rows" in finding.title for finding in found)


def test_idx_pictures_and_labels_find_each_other(tmp_path, read):
    images, numbers = tmp_path / "train-images-idx3-ubyte", tmp_path / "train-labels-idx1-ubyte"
    images.write_bytes(idx_bytes(np.zeros((3, 5, 5), np.uint8)))
    numbers.write_bytes(idx_bytes(np.array([4, 5, 6], np.uint8)))
    for order in ([images, numbers], [numbers, images]):
        data = read(*order)
        assert data.pictures.shape == (3, 5, 5, 1)
        assert labels(data) == ["4", "5", "6"]
        assert PART not in data.cases.column_names


def test_idx_files_that_do_not_belong_together_are_refused(tmp_path, read):
    images, numbers = tmp_path / "images", tmp_path / "labels"
    images.write_bytes(idx_bytes(np.zeros((3, 5, 5), np.uint8)))
    numbers.write_bytes(idx_bytes(np.zeros(2, np.uint8)))
    with pytest.raises(Problem, match="3 pictures but 2 labels"):
        read(images, numbers)
    with pytest.raises(Problem, match="1 files of pictures and 0 of labels"):
        read(images)


def test_idx_test_files_are_told_by_their_name(tmp_path, read):
    paths = []
    for name in ("mnist10k-train", "mnist-t10k"):
        paths += [tmp_path / f"{name}-images-idx3-ubyte", tmp_path / f"{name}-labels-idx1-ubyte"]
        paths[-2].write_bytes(idx_bytes(np.zeros((2, 5, 5), np.uint8)))
        paths[-1].write_bytes(idx_bytes(np.zeros(2, np.uint8)))
    assert read(*paths).cases[PART].to_pylist() == ["train", "train", "test", "test"]


def test_single_pictures_have_no_class(tmp_path, read):
    folder = laid_down(tmp_path / "cats", {"1.png": png(), "2.png": png()})
    assert labels(read(folder / "1.png", folder / "2.png")) == [None, None]
