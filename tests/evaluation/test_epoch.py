import json

import numpy as np
import pytest

from bigmodel.evaluation.decision import best_threshold, decide
from bigmodel.evaluation.epoch import measure_epoch
from bigmodel.evaluation.metrics import measure
from bigmodel.spec import Costs, Outcome

TWO = Outcome(classes=("no", "yes"))
THREE = Outcome(classes=("a", "b", "c"))


def test_two_classes_agree_with_decide_and_measure():
    random = np.random.default_rng(0)
    y = (random.random(5_000) < 0.1).astype(np.int32)
    score = (random.random(5_000) * 0.6 + 0.4 * y).astype(np.float32)
    amount, costs = random.random(5_000) * 100, Costs(false_alarm=20, miss_is_amount=True)
    found = measure_epoch(y, score, TWO, amount, costs)
    threshold = best_threshold(y, score, amount, costs)
    expected = decide(y, score, amount, costs, threshold)
    assert found["threshold"] == threshold
    for name in ("money", "precision", "recall", "f1"):
        assert found[name] == pytest.approx(expected[name]), name
    assert found["pr_auc"] == found["select"] == pytest.approx(measure(y, score, TWO, threshold)["pr_auc"].value)


def test_more_classes_agree_with_measure():
    random = np.random.default_rng(0)
    y = random.integers(0, 3, 900).astype(np.int32)
    score = (random.random((900, 3)) + np.eye(3)[y]).astype(np.float32)
    found = measure_epoch(y, score, THREE, None, Costs())
    expected = measure(y, score, THREE)
    for name in ("precision", "recall", "f1", "macro_f1"):
        assert found[name] == pytest.approx(expected[name].value), name
    assert found["select"] == found["macro_f1"]


@pytest.mark.parametrize("outcome", [TWO, THREE])
def test_a_diverged_epoch_still_has_finite_measures(outcome):
    score = np.full((6,) if outcome.binary else (6, 3), np.nan, np.float32)
    found = measure_epoch(np.array([0, 1, 0, 1, 0, 0], np.int32), score, outcome, None, Costs())
    json.dumps(found, allow_nan=False)


def test_validation_without_positives():
    found = measure_epoch(np.zeros(5, np.int32), np.linspace(0, 1, 5, dtype=np.float32), TWO, None, Costs())
    assert (found["recall"], found["pr_auc"], found["money"]) == (0, 0, 0)
