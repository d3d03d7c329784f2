import numpy as np

from bigmodel.evaluation.metrics import measure
from bigmodel.spec import Outcome
from bigmodel.spec.metric_names import METRIC_NAMES, in_sentence


def test_every_metric_of_a_report_has_a_name():
    random = np.random.default_rng(0)
    two = measure(random.integers(0, 2, 50).astype(np.int32), random.random(50), Outcome(classes=("a", "b")), 0.5)
    score = random.dirichlet(np.ones(7), 50)
    many = measure(random.integers(0, 7, 50).astype(np.int32), score, Outcome(classes=tuple("abcdefg")), None)
    assert {*two, *many} <= set(METRIC_NAMES)


def test_names_in_a_sentence_keep_only_the_capitals_of_names():
    assert [in_sentence(name) for name in ("macro_f1", "f1", "pr_auc", "brier", "log_loss", "new_one")] == [
        "macro F1",
        "F1",
        "PR-AUC",
        "Brier score",
        "log loss",
        "new_one",
    ]
