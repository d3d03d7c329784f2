import numpy as np
import pytest
from sklearn import metrics as peer

from bigmodel.evaluation.metrics import calibration_error, measure
from bigmodel.spec import Outcome, Problem

TWO = Outcome(classes=("no", "yes"))
TEN = Outcome(classes=tuple("abcdefghij"))


def two(rows=3_000, share=0.1, seed=0):
    random = np.random.default_rng(seed)
    y = (random.random(rows) < share).astype(np.int32)
    score = 1 / (1 + np.exp(-(random.normal(size=rows) + 2 * y - 2)))
    return y, score.astype(np.float32)


def ten(rows=1_500):
    random = np.random.default_rng(3)
    y = random.integers(0, 10, rows).astype(np.int32)
    logits = random.normal(size=(rows, 10)) + 2 * np.eye(10)[y]
    score = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return y, score.astype(np.float32)


def test_two_classes_as_scikit_learn():
    y, score = two()
    found = measure(y, score, TWO, 0.3)
    flag = score.astype(float) >= 0.3
    expected = {
        "accuracy": peer.accuracy_score(y, flag),
        "precision": peer.precision_score(y, flag),
        "recall": peer.recall_score(y, flag),
        "f1": peer.f1_score(y, flag),
        "pr_auc": peer.average_precision_score(y, score),
        "roc_auc": peer.roc_auc_score(y, score),
        "brier": peer.brier_score_loss(y, score),
        "log_loss": peer.log_loss(y, score.astype(float)),
    }
    for name, value in expected.items():
        assert found[name].value == pytest.approx(value, abs=1e-6), name
        assert found[name].low < found[name].value < found[name].high, name
    assert found["ece"].low is None


def test_more_classes_as_scikit_learn():
    y, score = ten()
    found = measure(y, score, TEN)
    predicted = score.argmax(axis=1)
    expected = {
        "accuracy": peer.accuracy_score(y, predicted),
        "precision": peer.precision_score(y, predicted, average="macro"),
        "recall": peer.recall_score(y, predicted, average="macro"),
        "macro_f1": peer.f1_score(y, predicted, average="macro"),
        "f1": peer.f1_score(y, predicted, average="macro"),
        "pr_auc": peer.average_precision_score(np.eye(10)[y], score, average="macro"),
        "roc_auc": peer.roc_auc_score(np.eye(10)[y], score, average="macro"),
        "log_loss": peer.log_loss(y, score.astype(float) / score.astype(float).sum(axis=1, keepdims=True)),
        "top_5_accuracy": peer.top_k_accuracy_score(y, score, k=5),
        "brier": float(((np.eye(10)[y] - score) ** 2).sum(axis=1).mean()),
    }
    for name, value in expected.items():
        assert found[name].value == pytest.approx(value, abs=1e-5), name
        assert found[name].low <= found[name].value <= found[name].high, name


def test_too_few_positives_have_no_interval():
    y, score = two(600)
    y[np.flatnonzero(y)[19:]] = 0
    assert y.sum() == 19
    found = measure(y, score, TWO, 0.3)
    for name in ("precision", "recall", "f1", "pr_auc", "roc_auc", "brier", "log_loss"):
        assert (found[name].low, found[name].high) == (None, None), name
    assert found["accuracy"].low is not None


def test_twenty_positives_have_one():
    y, score = two(600)
    y[np.flatnonzero(y)[20:]] = 0
    assert measure(y, score, TWO, 0.3)["pr_auc"].low is not None


def test_a_class_that_is_absent_from_the_test_is_left_out_of_averages():
    y, score = ten()
    kept = y != 9
    score[:, 9] = 0
    found = measure(y[kept], score[kept], TEN)
    predicted = score[kept].argmax(axis=1)
    assert found["macro_f1"].value == pytest.approx(peer.f1_score(y[kept], predicted, average="macro"))
    assert 0.5 < found["roc_auc"].value <= 1


def test_without_alerts_precision_is_zero():
    y, score = two(400)
    assert measure(y, score, TWO, 1.000001)["precision"].value == 0


def test_calibration_error():
    probability = np.array([0.1, 0.1, 0.9, 0.9])
    assert calibration_error(probability, np.array([False, False, True, True])) == pytest.approx(0.1)
    assert calibration_error(np.array([1.0]), np.array([True])) == 0


@pytest.mark.parametrize("outcome", [TWO, TEN])
def test_scores_that_are_not_numbers_are_refused(outcome):
    score = np.full((4,) if outcome.binary else (4, 10), np.nan, np.float32)
    with pytest.raises(Problem, match="not numbers"):
        measure(np.zeros(4, np.int32), score, outcome)


def test_no_rows_are_refused():
    with pytest.raises(Problem, match="no rows"):
        measure(np.empty(0, np.int32), np.empty(0, np.float32), TWO)
