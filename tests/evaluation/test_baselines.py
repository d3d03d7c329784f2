import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from bigmodel.evaluation import baselines
from bigmodel.evaluation.baselines import fit_baselines, rows_learnt
from bigmodel.evaluation.features import Features, features_of, picture_features, shrink
from bigmodel.spec import Outcome, Problem

TWO = Outcome(classes=("no", "yes"))
THREE = Outcome(classes=("a", "b", "c"))


def table(rows, seed, classes=2, categories=400):
    random = np.random.default_rng(seed)
    numbers = random.normal(size=(rows, 3)).astype(np.float32)
    codes = random.integers(1, categories, (rows, 2)).astype(np.int32)
    signal = numbers[:, 0] * 2 + (codes[:, 0] % 2) * 2 + random.normal(size=rows) * 0.5
    y = np.digitize(signal, np.quantile(signal, np.arange(1, classes) / classes)).astype(np.int32)
    numbers[random.random((rows, 3)) < 0.1] = np.nan
    return Features(numbers, codes, y)


@pytest.mark.parametrize("outcome", [TWO, THREE])
def test_shapes_types_and_skill(outcome):
    classes = len(outcome.classes)
    parts = [table(rows, seed, classes, 20) for seed, rows in enumerate((1_500, 400, 500))]
    scores = fit_baselines(*parts, outcome)
    assert list(scores) == ["majority", "logistic_regression", "boosted_trees"]
    for name, found in scores.items():
        for part, rows in (("validation", 400), ("test", 500)):
            assert found[part].shape == ((rows,) if classes == 2 else (rows, classes))
            assert found[part].dtype == np.float32
        expected = 0.5 if name == "majority" else 0.9
        area = roc_auc_score(
            parts[2].y, found["test"].astype(float) if classes == 2 else _normal(found["test"]), multi_class="ovr"
        )
        assert area >= expected, name


def test_unknown_categories_infinities_and_many_categories_are_taken():
    train, validation, test = (table(rows, seed) for seed, rows in enumerate((900, 200, 200)))
    test.codes[:50] = 5_000
    test.codes[50:60] = 0
    test.numbers[:5] = np.inf
    scores = fit_baselines(train, validation, test, TWO)
    for found in scores.values():
        assert np.isfinite(found["test"]).all()


def test_a_class_absent_from_training_scores_zero():
    train, validation, test = (table(rows, seed, 2) for seed, rows in enumerate((500, 100, 100)))
    validation.y[:5] = 2
    for name, found in fit_baselines(train, validation, test, THREE).items():
        assert (found["test"][:, 2] == 0).all(), name


def test_test_rows_do_not_touch_what_is_learnt():
    train, validation, test = (table(rows, seed) for seed, rows in enumerate((600, 150, 150)))
    other = Features(test.numbers * 100, test.codes, 1 - test.y)
    first, second = (fit_baselines(train, validation, each, TWO) for each in (test, other))
    for name in first:
        assert (first[name]["validation"] == second[name]["validation"]).all(), name


def test_one_class_is_refused():
    train = table(50, 0)
    train.y[:] = 1
    with pytest.raises(Problem, match="one class only"):
        fit_baselines(train, train, train, TWO)


def test_above_an_amount_of_work_a_part_of_the_rows_is_learnt_from(monkeypatch):
    part = table(400, 0)
    assert set(rows_learnt(part, TWO).values()) == {400}
    monkeypatch.setattr(baselines, "LOGISTIC_ROWS", 250)
    width = part.numbers.shape[1] + part.codes.shape[1]
    monkeypatch.setattr(baselines, "TREE_CELLS", 300 * width)
    assert rows_learnt(part, TWO) == {"majority": 400, "logistic_regression": 250, "boosted_trees": 300}
    taken = []
    real = baselines._part
    monkeypatch.setattr(baselines, "_part", lambda *given: taken.append(len(real(*given))) or real(*given))
    fit_baselines(part, part, part, TWO)
    assert taken == [250, 300]


def test_pictures():
    random = np.random.default_rng(0)
    y = random.integers(0, 3, 240).astype(np.int32)
    pictures = random.integers(0, 60, (240, 20, 30, 1), dtype=np.uint8)
    for number, label in enumerate(y):
        pictures[number, :, label * 10 : label * 10 + 10] += 100
    parts = [picture_features(pictures[part], y[part]) for part in (slice(0, 160), slice(160, 200), slice(200, 240))]
    scores = fit_baselines(*parts, THREE)
    for name in ("logistic_regression", "boosted_trees"):
        assert (scores[name]["test"].argmax(axis=1) == y[200:]).mean() > 0.9


def test_shrink_takes_means_of_blocks_of_any_size():
    pictures = np.arange(2 * 5 * 7 * 3, dtype=np.uint8).reshape(2, 5, 7, 3)
    small = shrink(pictures, 40)
    assert small.shape == (2, 3 * 4 * 3)
    assert small[0, 0] == pytest.approx(pictures[0, :2, :2, 0].mean() / 255)
    assert small[1, -1] == pytest.approx(pictures[1, 4, 6, 2] / 255)
    assert shrink(pictures, 1000).shape == (2, 105)


def test_features_of_tensors():
    y = np.zeros(2, np.int32)
    assert features_of({"pictures": np.zeros((2, 4, 4, 1), np.uint8)}, y).numbers.shape == (2, 16)
    given = {"numbers": np.zeros((2, 3), np.float32), "codes": np.zeros((2, 1), np.int32)}
    assert features_of(given, y).codes.shape == (2, 1)


def _normal(score):
    return score.astype(float) / score.sum(axis=1, keepdims=True)
