from dataclasses import dataclass

import numpy as np
import pytest

from bigmodel.evaluation.decision import best_threshold, decide
from bigmodel.evaluation.judge import judge
from bigmodel.evaluation.sentence import answer
from bigmodel.spec import Costs, Outcome, Report, Words

TWO = Outcome(classes=("no", "yes"))
THREE = Outcome(classes=("a", "b", "c"))
WORDS = Words(case="claim", cases="claims", positive="fraud", positives="frauds", negative="no fraud")


@dataclass(frozen=True)
class Part:
    y: np.ndarray
    score: np.ndarray
    amount: np.ndarray | None = None


def two(rows, seed, share=0.1, distance=3.0):
    random = np.random.default_rng(seed)
    y = (random.random(rows) < share).astype(np.int32)

    def score(apart):
        return (1 / (1 + np.exp(-(random.normal(size=rows) + apart * y - apart)))).astype(np.float32)

    return Part(y, score(distance), random.random(rows) * 300), score


def judged(*, rows=2_000, share=0.1, distance=3.0, rival=1.0, costs=Costs(), threshold=None, learnt=None):  # noqa: B008
    validation, of_validation = two(rows, 0, share, distance)
    test, of_test = two(rows, 1, share, distance)
    baselines = {
        "majority": {"validation": np.full(rows, share, np.float32), "test": np.full(rows, share, np.float32)},
        "boosted_trees": {"validation": of_validation(rival), "test": of_test(rival)},
    }
    if threshold is None:
        threshold = best_threshold(validation.y, validation.score, validation.amount, costs)
    report = judge(
        outcome=TWO,
        costs=costs,
        threshold=threshold,
        validation=validation,
        test=test,
        baselines=baselines,
        counts={"train": [900_000, 1_000], "validation": [1, 1], "test": [1, 1]},
        learnt=learnt,
        best_epoch=3,
        epochs=5,
        seconds=1.5,
        words=WORDS,
        extra={"own": 1},
    )
    return report, test, threshold


def test_the_report_holds_the_test_result_at_the_given_threshold(tmp_path):
    report, test, threshold = judged()
    expected = decide(test.y, test.score, test.amount, Costs(), threshold)
    assert report.extra["decision"]["test"] == expected
    assert report.money["model"] == expected["money"]
    assert report.metrics["test"]["precision"].value == pytest.approx(expected["precision"])
    assert report.money["majority"] == 0
    assert report.baselines["majority"]["accuracy"].value == pytest.approx((test.y == 0).mean())
    assert set(report.baselines["boosted_trees"]) == set(report.metrics["validation"])
    assert report.extra["own"] == 1
    report.save(tmp_path / "report.json")
    assert Report.load(tmp_path / "report.json") == report
    assert answer(report, WORDS).startswith("Of 100 claims flagged, ")


def test_a_clear_win_has_no_note_about_the_baseline():
    notes = " ".join(judged()[0].notes)
    assert "oosted trees" not in notes
    assert "Accuracy misleads here: always answering no fraud is right in" in notes


def test_a_baseline_as_good_is_said():
    report = judged(rival=3.0)[0]
    assert any(note.startswith("Boosted trees are as good") for note in report.notes)
    found = report.extra["differences"]["boosted_trees"]
    assert found["low"] <= 0 <= found["high"]


def test_a_better_baseline_is_said_with_its_money():
    notes = judged(distance=1.0, rival=4.0)[0].notes
    assert any(note.startswith("Boosted trees are better on the test data (PR-AUC differs by −0") for note in notes)
    assert "The largest net benefit on the test data comes from boosted trees, not from the model." in notes


def test_a_baseline_that_learnt_from_a_part_says_so():
    notes = judged(learnt={"majority": 901_000, "boosted_trees": 200_000})[0].notes
    assert "Boosted trees learnt from a random 200,000 of the 901,000 training rows." in notes
    assert not any("learnt from" in note for note in judged()[0].notes)


def test_too_few_to_tell():
    notes = judged(rows=120, share=0.08)[0].notes
    assert notes[0].endswith("frauds in the test data: too few to tell how good the model is.")
    assert "Too few to tell whether the model is better than boosted trees." in notes


def test_classes_that_are_thin_in_the_test_data_are_named():
    y = np.repeat([0, 1, 2], [40, 3, 0]).astype(np.int32)
    part = Part(y, (np.eye(3)[y] * 0.7 + 0.1).astype(np.float32))
    report = judge(
        outcome=THREE,
        costs=Costs(),
        threshold=None,
        validation=part,
        test=part,
        baselines={"majority": {"validation": part.score, "test": part.score}},
        counts={"train": [1, 1, 1], "validation": [40, 3, 0], "test": [40, 3, 0]},
        best_epoch=1,
        epochs=1,
        seconds=1.0,
    )
    assert (
        "Too few cases in the test data to tell how well the model knows 'b' (3) and 'c' (0); "
        "how many there are stands in brackets."
    ) in report.notes


def test_thresholds_at_the_ends_are_said():
    costs = Costs(false_alarm=1, miss=0)
    assert "At these costs no claim is worth being flagged." in judged(costs=costs)[0].notes
    assert any("every claim" in note for note in judged(costs=Costs(false_alarm=0, miss=9), threshold=0.0)[0].notes)


def test_a_loss_is_said():
    notes = judged(costs=Costs(false_alarm=1e6, miss=1), threshold=0.1)[0].notes
    assert "On the test data it would have paid better to have no claim flagged." in notes


def test_balanced_classes_have_no_caution_about_accuracy():
    assert not any("Accuracy" in note for note in judged(share=0.5)[0].notes)


def test_more_classes():
    random = np.random.default_rng(0)
    y = random.integers(0, 3, 600).astype(np.int32)
    score = (random.random((600, 3)) + np.eye(3)[y]).astype(np.float32)
    flat = np.full((600, 3), 1 / 3, np.float32)
    report = judge(
        outcome=THREE,
        costs=Costs(),
        threshold=None,
        validation=Part(y, score),
        test=Part(y, score),
        baselines={
            "majority": {"validation": flat, "test": flat},
            "logistic_regression": {"validation": score, "test": score},
        },
        counts={"train": [1, 1, 1], "validation": [1, 1, 1], "test": [1, 1, 1]},
        best_epoch=1,
        epochs=1,
        seconds=1.0,
    )
    assert report.threshold is None
    assert report.money == {}
    assert np.trace(np.array(report.extra["confusion"]["test"])) == (score.argmax(axis=1) == y).sum()
    assert [entry["class"] for entry in report.extra["per_class"]] == ["a", "b", "c"]
    assert report.extra["differences"]["logistic_regression"]["metric"] == "accuracy"
    assert report.notes[0].startswith("Logistic regression is as good, as far as the test data can tell")
    assert "sorted right" in answer(report, WORDS)
