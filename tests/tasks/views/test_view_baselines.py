from bigmodel.spec.numbers import money
from bigmodel.tasks.views.baselines import Baselines, ground


def test_model_stands_first_beside_every_baseline(claims, words):
    run, data = claims
    table = Baselines().blocks(run, data, words, {})[-1]
    assert table.columns["Model"] == ["This model", "Always the majority", "Logistic regression"]
    assert table.columns["Net benefit"][0] == money(run.report().money["model"], "€")
    found = run.report().metrics["test"]["pr_auc"]
    assert table.columns["PR-AUC"][0] == f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def test_without_baselines_there_is_nothing_to_compare(digits, words):
    assert not Baselines().blocks(digits, None, words, {})


def test_the_majority_has_no_threshold_that_validation_chose(claims):
    run, _ = claims
    report = run.report()
    assert "always the majority needs none" in ground(report)
    others = {name: found for name, found in report.baselines.items() if name != "majority"}
    alone = report.model_copy(update={"baselines": others})
    assert ground(alone) == "On the same test data, each at the threshold that validation chose for it."
    assert ground(report.model_copy(update={"threshold": None})) == "On the same test data."
