import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from bigmodel.evaluation.confusion import confusion, macro, macro_interval, per_class


def drawn():
    random = np.random.default_rng(0)
    y = random.integers(0, 4, 400)
    return y, np.where(random.random(400) < 0.7, y, random.integers(0, 4, 400))


def test_as_scikit_learn():
    y, predicted = drawn()
    matrix = confusion(y, predicted, 4)
    assert (matrix == confusion_matrix(y, predicted)).all()
    precision, recall, f1, count = precision_recall_fscore_support(y, predicted)
    entries = per_class(matrix, list("abcd"))
    assert [entry["precision"]["value"] for entry in entries] == pytest.approx(precision)
    assert [entry["recall"]["value"] for entry in entries] == pytest.approx(recall)
    assert [entry["f1"]["value"] for entry in entries] == pytest.approx(f1)
    assert [entry["count"] for entry in entries] == count.tolist()
    for entry in entries:
        for name in ("precision", "recall", "f1"):
            assert entry[name]["low"] < entry[name]["value"] < entry[name]["high"]


def test_a_class_without_rows_has_no_interval():
    entry = per_class(np.array([[3, 0], [0, 0]]), ["a", "b"])[1]
    assert entry["recall"] == {"value": 0.0, "low": None, "high": None}


def test_macro_bounds_hold_the_value():
    matrix = confusion(*drawn(), 4)
    for value, (low, high) in zip(macro(matrix), macro_interval(matrix), strict=True):
        assert low < value < high
