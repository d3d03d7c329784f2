import numpy as np

from bigmodel.runs.scores import read_cases
from bigmodel.spec import Gallery
from bigmodel.tasks.views.mistakes import EVERY, SHOWN, Mistakes


def test_gallery_shows_the_most_certain_mistakes_of_the_right_rows(digits, pictures, words):
    gallery = Mistakes().blocks(digits, pictures, words, {"class": EVERY})[1]
    assert isinstance(gallery, Gallery)
    assert len(gallery.pictures) == len(gallery.captions) == SHOWN
    cases = read_cases(digits, "test")
    named, sure = cases.score.argmax(axis=1), cases.score.max(axis=1)
    wrong = np.flatnonzero(named != cases.y)
    first = wrong[np.argmax(sure[wrong])]
    classes = digits.spec().plan.outcome.classes
    assert gallery.captions[0] == f"{classes[cases.y[first]]}, taken for {classes[named[first]]} ({sure[first]:.2f})"
    assert gallery.pictures[0][0, 0] == cases.row[first] % 256
    assert gallery.pictures[0].shape == (8, 8)


def test_one_class_can_be_looked_at(digits, pictures, words):
    gallery = Mistakes().blocks(digits, pictures, words, {"class": "dog"})[1]
    assert all(caption.startswith("dog, taken for ") for caption in gallery.captions)


def test_deleted_pictures_are_said(digits, words):
    blocks = Mistakes().blocks(digits, None, words, {})
    assert "deleted" in blocks[1].text


def test_a_class_without_mistakes_is_praised(digits, pictures, words):
    outcome = digits.spec().plan.outcome
    cases = read_cases(digits, "test")
    perfect = np.eye(3, dtype=np.float32)[cases.y]
    from bigmodel.runs.scores import CaseScores, write_cases

    write_cases(digits, "test", CaseScores(cases.row, cases.y, perfect))
    blocks = Mistakes().blocks(digits, pictures, words, {"class": outcome.classes[0]})
    assert blocks[1].tone == "good"
