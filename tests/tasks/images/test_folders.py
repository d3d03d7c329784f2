from hypothesis import given
from hypothesis import strategies as st

from bigmodel.tasks.images.folders import hidden, labels_of


def test_the_folder_that_holds_a_picture_is_its_class():
    assert labels_of(["a/cat/1.png", "a/dog/2.png", "3.png"]) == (["cat", "dog", None], [None] * 3)


def test_parts_stand_above_the_classes():
    labels, parts = labels_of(["x/Train/cat/1.png", "x/test/dog/2.png", "x/valid/dog/3.png"])
    assert labels == ["cat", "dog", "dog"]
    assert parts == ["train", "test", "validation"]


def test_folders_that_are_the_same_for_all_are_passed_over():
    assert labels_of(["cats/batch1/1.png", "dogs/batch1/2.png"])[0] == ["cats", "dogs"]
    assert labels_of(["train/cats/b/1.png", "test/dogs/b/2.png"]) == (["cats", "dogs"], ["train", "test"])


def test_parts_without_classes_are_no_classes():
    assert labels_of(["train/1.png", "test/2.png"]) == ([None, None], ["train", "test"])


def test_a_class_may_be_called_like_a_part():
    assert labels_of(["train/1.png", "plane/2.png"])[0] == ["train", "plane"]


@given(st.lists(st.lists(st.sampled_from(["a", "b", "train", "test", ".x"]), min_size=1, max_size=4), max_size=6))
def test_every_picture_gets_an_answer(paths):
    names = ["/".join([*path, "1.png"]) for path in paths]
    labels, parts = labels_of(names)
    assert len(labels) == len(parts) == len(names)
    assert set(parts) <= {"train", "test", "validation", None}


def test_hidden_files_are_known():
    assert hidden(".DS_Store")
    assert hidden("__MACOSX/a.png")
    assert not hidden("a/b.png")
