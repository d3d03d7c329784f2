"""Whether a model of several classes still holds."""

from dataclasses import replace

import numpy as np
import pytest

from bigmodel.explain.drift import drift_of_labels, drift_of_numbers
from bigmodel.runs.scores import CaseScores
from bigmodel.spec import Words
from bigmodel.tasks.next_file.classes_hold import classes_hold, sorts
from bigmodel.tasks.next_file.moved import ANSWER, CERTAINTY, Moved

WORDS = Words(case="picture", cases="pictures")


def cases(right, wrong, sure=0.9, known=True):
    """So many cases of three classes that are named right or wrong, with a certainty."""
    y = np.arange(right + wrong, dtype=np.int32) % 3
    named = np.where(np.arange(right + wrong) < right, y, (y + 1) % 3)
    score = np.full((len(y), 3), (1 - sure) / 2, np.float32)
    score[np.arange(len(y)), named] = sure
    return CaseScores(np.arange(len(y)), y if known else np.full(len(y), -1, np.int32), score)


def moved(then, now):
    counts = [
        {name: int((each.score.argmax(axis=1) == place).sum()) for place, name in enumerate("abc")}
        for each in (then, now)
    ]
    sure = [each.score.max(axis=1).astype(np.float64) for each in (then, now)]
    return Moved({ANSWER: drift_of_labels(*counts), CERTAINTY: drift_of_numbers(*sure)}, None)


def told(now, then=None, test=None):
    then = then or cases(900, 100)
    return classes_hold(now, then, test or then, moved(then, now), WORDS)


def test_a_difference_that_chance_explains_is_none():
    text, tone = told(cases(178, 22))
    assert tone == "good"
    assert text.startswith("The model still holds: 89.0 % of the pictures are sorted right, in validation 90.0 % were")
    assert "−1.0 points" in text
    assert "no more than chance" in text


def test_worse_and_better_by_more_than_chance():
    assert told(cases(140, 60))[1] == "caution"
    assert "worse here than in validation, by more than chance" in told(cases(140, 60))[0]
    text, tone = told(cases(1_990, 10))
    assert tone == "good"
    assert text.startswith("The model holds, better than in validation by more than chance: 99.5 %")


def of_class(place, right, wrong):
    """So many cases of one of three classes."""
    named = np.where(np.arange(right + wrong) < right, place, (place + 1) % 3)
    score = np.where(np.arange(3) == named[:, None], 0.9, 0.05).astype(np.float32)
    return CaseScores(np.arange(right + wrong), np.full(right + wrong, place, np.int32), score)


def together(*parts):
    y, score = (np.concatenate([getattr(each, name) for each in parts]) for name in ("y", "score"))
    return CaseScores(np.arange(len(y)), y, score)


def test_another_mix_of_classes_alone_is_no_loss():
    then = together(of_class(0, 990, 10), of_class(1, 700, 300), of_class(2, 100, 0))
    now = together(of_class(0, 99, 1), of_class(1, 350, 150))
    text, tone = told(now, then)
    assert tone == "good"
    assert (
        "74.8 % of the pictures are sorted right, in validation with the classes as often as here 74.8 % were" in text
    )
    text, tone = told(together(of_class(0, 95, 5), of_class(1, 250, 250)), then)
    assert tone == "caution"
    assert "in validation with the classes as often as here 74.8 % were" in text


def test_as_in_testing_is_to_hold():
    text, tone = told(cases(140, 60), test=cases(72, 28))
    assert tone == "good"
    assert text.startswith("The model holds as in testing, where 72.0 % were right")


@pytest.mark.parametrize("number", [1, 19])
def test_few_known_classes_are_too_few(number):
    text, tone = told(cases(number, 0))
    assert tone == "plain"
    assert "too few to tell" in text
    assert ("1 picture is" in text) == (number == 1)


def test_without_classes_the_answers_tell_what_they_can():
    text, tone = told(cases(180, 20, known=False))
    assert tone == "good"
    assert text.startswith("As far as can be told")
    text, tone = told(cases(180, 20, sure=0.5, known=False))
    assert tone == "caution"
    assert "its certainty is spread otherwise (0.50 on average, 0.90 in validation)" in text
    few = told(cases(10, 0, known=False))
    assert few == ("There are too few pictures to tell whether the model still holds.", "plain")


def test_without_classes_other_answers_are_told():
    then, now = cases(900, 100), cases(900, 0, known=False)
    now = CaseScores(now.row, now.y, now.score[now.score.argmax(axis=1) == 1].repeat(3, axis=0))
    text, tone = classes_hold(now, then, then, moved(then, now), WORDS)
    assert tone == "caution"
    assert "it names b for 100 % of the pictures, in validation for" in text


def test_answers_that_are_off_as_in_the_test_are_not_called_as_before():
    then, now = cases(900, 100), cases(180, 20, sure=0.5, known=False)
    off = moved(then, now).answers
    usual = Moved({name: replace(drift, usual=drift.psi) for name, drift in off.items()}, None)
    text, tone = classes_hold(now, then, then, usual, WORDS)
    assert tone == "good"
    assert "(0.50 on average, 0.90 in validation) differ from validation no more than in the test" in text


def test_of_many_classes_the_rarer_ones_are_not_called_all_others():
    names = [f"c{place:02d}" for place in range(25)]
    then = CaseScores(np.arange(500), np.full(500, -1, np.int32), np.eye(25, dtype=np.float32)[np.arange(500) % 25])
    now = CaseScores(np.arange(200), np.full(200, -1, np.int32), np.eye(25, dtype=np.float32)[np.full(200, 24)])
    counts = [
        dict(zip(names, np.bincount(each.score.argmax(axis=1), minlength=25).tolist(), strict=True))
        for each in (then, now)
    ]
    sure = drift_of_numbers(np.full(500, 1.0), np.full(200, 1.0))
    text, _ = classes_hold(now, then, then, Moved({ANSWER: drift_of_labels(*counts), CERTAINTY: sure}, None), WORDS)
    assert "it names classes that are rarer for 100 % of the pictures, in validation for 20.0 %" in text


def test_how_the_model_sorts_is_said():
    assert sorts(cases(1, 0), "abc", WORDS) == "The model takes the picture for a."
    assert sorts(cases(90, 0), "abc", WORDS) == (
        "The model sorts 90 pictures, most often as a (33.3 %), b (33.3 %) and c (33.3 %); the file does not say what "
        "they are."
    )
    only = CaseScores(np.arange(3), np.zeros(3, np.int32), np.tile(np.array([[0, 1, 0]], np.float32), (3, 1)))
    assert "most often as b (100 %);" in sorts(only, "abc", WORDS)
