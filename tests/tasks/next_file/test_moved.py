"""What has moved, in words."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.explain.drift import Drift, drift_of_numbers
from bigmodel.tasks.next_file.moved import ANSWER, CERTAINTY, SCORE, Moved, input_drift, moved_words

STEADY, LITTLE, FAR = 0.01, 0.2, 2.0


def drift(psi, usual=0.0):
    return Drift(psi, 0.05, None, ("a", "b"), np.array([0.5, 0.5]), np.array([0.4, 0.6]), usual)


def test_nothing_has_moved():
    moved = Moved(
        {ANSWER: drift(STEADY), CERTAINTY: drift(STEADY)}, {"Level": drift(STEADY)}, ("property", "properties")
    )
    assert moved_words(moved) == (
        "No property has moved since training; the answers and their certainty are spread as in validation."
    )
    assert not moved.anything


def test_of_few_cases_nothing_is_said_to_have_stayed():
    random = np.random.default_rng(0)
    then, score = random.normal(size=(2, 1_000))
    for number, few in ((1, True), (15, True), (60, False)):
        now = random.normal(size=(2, number))
        moved = Moved({SCORE: drift_of_numbers(score, now[1])}, {"x": drift_of_numbers(then, now[0])})
        assert moved.too_few == few
        assert moved.tone == ("plain" if few else "good")
        assert ("nothing can be said" in moved_words(moved)) == few
    far = Moved({}, {"x": drift_of_numbers(then, np.full(15, 9.0))})
    assert moved_words(far) == "1 of 1 columns has moved: x (moved)."
    assert far.tone == "caution"


def test_an_answer_that_is_off_as_it_was_in_the_test_is_not_as_in_validation():
    moved = Moved({ANSWER: drift(LITTLE, usual=0.3), CERTAINTY: drift(STEADY)}, {"Level": drift(FAR, usual=FAR)})
    assert moved_words(moved) == (
        "No column has moved since training; the answers are as far from validation as in the test, "
        "their certainty is spread as in validation."
    )


def test_what_has_moved_is_named_the_most_first():
    inputs = {"a": drift(STEADY), "b": drift(LITTLE), "c": drift(FAR)}
    moved = Moved({ANSWER: drift(STEADY), CERTAINTY: drift(FAR)}, inputs)
    assert moved.moved_inputs == ["c", "b"]
    assert moved_words(moved) == (
        "2 of 3 columns have moved: c (moved), b (moved a little); the answers are spread as in validation, "
        "their certainty has moved."
    )


def test_without_training_data_only_the_answers_are_told():
    assert moved_words(Moved({SCORE: drift(FAR)}, None)) == "The scores have moved."
    assert moved_words(Moved({ANSWER: drift(LITTLE), CERTAINTY: drift(LITTLE)}, None)) == (
        "The answers and their certainty have moved a little."
    )


def test_without_answers_the_inputs_are_told():
    assert moved_words(Moved({}, {"Items": drift(FAR)}, ("property", "properties"))) == (
        "1 of 1 properties has moved: Items (moved)."
    )


@given(st.lists(st.text(), min_size=1, max_size=6, unique=True))
def test_any_name_stays_in_one_line(names):
    text = moved_words(Moved({SCORE: drift(STEADY)}, {name: drift(FAR) for name in names}))
    assert "\n" not in text
    assert text.startswith(f"{len(names)} of {len(names)} columns")


def test_what_moved_between_training_and_validation_already_is_usual():
    random = np.random.default_rng(0)
    then, later = random.normal(size=1_000), random.normal(1, size=1_000)
    found = input_drift({"x": then, "gone": then}, {"x": later, "gone": then}, {"x": random.normal(1, size=1_000)})
    assert list(found) == ["x"]
    assert found["x"].move == "as before"
    assert input_drift({"x": then}, {"x": then}, {"x": later})["x"].move == "moved"
