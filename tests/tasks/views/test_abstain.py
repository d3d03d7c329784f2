import numpy as np

from bigmodel.runs.scores import read_cases
from bigmodel.spec import Figure, Metric
from bigmodel.tasks.views.abstain import Abstain


def metrics(blocks):
    return {block.title: block.value for block in blocks if isinstance(block, Metric)}


def test_the_choice_is_made_on_validation_and_judged_on_test(digits, words):
    view = Abstain()
    (control,) = view.controls(digits)
    cases = read_cases(digits, "validation")
    sure, right = cases.score.max(axis=1), cases.score.argmax(axis=1) == cases.y
    taken = sure >= control.default
    assert 0 < control.default < 1
    assert 1 - right[taken].mean() <= (1 - right.mean()) / 2
    found = metrics(view.blocks(digits, None, words, {}))
    assert found["Answered, validation"] == f"{100 * taken.mean():.1f} %"
    test = read_cases(digits, "test")
    kept = test.score.max(axis=1) >= control.default
    share = 100 * (test.score.argmax(axis=1) == test.y)[kept].mean()
    assert found["Right of those, test"] == f"{share:.1f} %"


def test_a_higher_certainty_answers_less(digits, words):
    view = Abstain()
    answered = [
        float(metrics(view.blocks(digits, None, words, {"certainty": least}))["Answered, test"].split()[0])
        for least in (0.0, 0.4, 0.6)
    ]
    assert answered[0] == 100
    assert answered == sorted(answered, reverse=True)


def test_nothing_answered_is_said_and_drawn(digits, words):
    blocks = Abstain().blocks(digits, None, words, {"certainty": 0.99})
    assert "none of the test claims is answered" in blocks[1].text
    assert metrics(blocks)["Right of those, test"] == "–"
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert len(figure.figure["data"]) == 1


def test_two_classes_have_a_certainty_too(claims, words):
    run, data = claims
    blocks = Abstain().blocks(run, data, words, {"certainty": 0.0})
    right = run.report().metrics["test"]["accuracy"].value
    assert np.isclose(float(metrics(blocks)["Right of those, test"].split()[0]), 100 * right, atol=0.05)
