import numpy as np
import pytest

from bigmodel.evaluation.confusion import confusion
from bigmodel.runs.scores import CaseScores, read_cases, write_cases
from bigmodel.spec import Figure, Gallery
from bigmodel.tasks.views.mistakes import EVERY, SHOWN, Mistakes, options_of


def gallery_of(blocks):
    return next(block for block in blocks if isinstance(block, Gallery))


def named_of(cases):
    return cases.score.argmax(axis=1)


def test_gallery_shows_the_most_certain_mistakes_of_the_right_rows(digits, pictures, words):
    gallery = gallery_of(Mistakes().blocks(digits, pictures, words, {"pair": EVERY}))
    assert len(gallery.pictures) == len(gallery.captions) == SHOWN
    cases = read_cases(digits, "test")
    named, sure = named_of(cases), cases.score.max(axis=1)
    wrong = np.flatnonzero(named != cases.y)
    first = wrong[np.argmax(sure[wrong])]
    classes = digits.spec().plan.outcome.classes
    assert gallery.captions[0] == f"{classes[cases.y[first]]}, taken for {classes[named[first]]} ({sure[first]:.2f})"
    assert gallery.pictures[0][0, 0] == cases.row[first] % 256
    assert gallery.pictures[0].shape == (8, 8)


def test_each_square_that_can_be_clicked_is_a_choice_and_shows_its_pictures(digits, pictures, words):
    view = Mistakes()
    (control,) = view.controls(digits)
    figure = next(block for block in view.blocks(digits, pictures, words, {}) if isinstance(block, Figure))
    assert figure.chooses == control.name == "pair"
    squares = figure.figure["data"][1]
    cases = read_cases(digits, "test")
    matrix = confusion(cases.y, named_of(cases), 3)
    assert len(squares["customdata"]) == (matrix > 0).sum()
    for true, decided, option in zip(squares["y"], squares["x"], squares["customdata"], strict=True):
        assert option in control.options
        note = gallery_of(view.blocks(digits, pictures, words, {"pair": option})).note
        assert note.startswith(f"{matrix[true, decided]} of the test claims")


def test_one_class_can_be_looked_at_from_both_sides(digits, pictures, words):
    gallery = gallery_of(Mistakes().blocks(digits, pictures, words, {"pair": "dog taken for anything else"}))
    assert all(caption.startswith("dog, taken for ") for caption in gallery.captions)
    gallery = gallery_of(Mistakes().blocks(digits, pictures, words, {"pair": "anything else taken for dog"}))
    assert all(", taken for dog (" in caption for caption in gallery.captions)


def test_right_answers_come_least_certain_first(digits, pictures, words):
    gallery = gallery_of(Mistakes().blocks(digits, pictures, words, {"pair": "cat, named right"}))
    sure = [float(caption.split("(")[1].rstrip(")")) for caption in gallery.captions]
    assert sure == sorted(sure)
    assert all(caption.startswith("cat (") for caption in gallery.captions)


@pytest.mark.parametrize("size", [2, 3])
def test_choices_are_never_twice_the_same(size):
    matrix = np.arange(1, size**2 + 1).reshape(size, size)
    options = options_of(matrix, ["a", "b", "c"][:size])
    assert len([pair for pair in options.values() if None not in pair]) == size**2
    assert next(iter(options)) == EVERY
    wrong = [pair for pair in options.values() if None not in pair and pair[0] != pair[1]]
    assert [matrix[pair] for pair in wrong] == sorted((matrix[pair] for pair in wrong), reverse=True)


def test_deleted_pictures_are_said(digits, words):
    blocks = Mistakes().blocks(digits, None, words, {})
    assert "deleted" in blocks[-1].text


def test_a_model_without_mistakes_is_praised(digits, pictures, words):
    cases = read_cases(digits, "test")
    write_cases(digits, "test", CaseScores(cases.row, cases.y, np.eye(3, dtype=np.float32)[cases.y]))
    assert Mistakes().blocks(digits, pictures, words, {})[-1].tone == "good"


def test_two_classes_are_looked_at_at_the_threshold(claims, pictures, words):
    run, _ = claims
    report = run.report()
    cases = read_cases(run, "test")
    missed = int(((cases.score < report.threshold) & (cases.y == 1)).sum())
    gallery = gallery_of(Mistakes().blocks(run, pictures, words, {"pair": "yes taken for no"}))
    assert gallery.note.startswith(f"{missed} of")
