import pytest

from bigmodel.spec import Field, Interval, Outcome, Plan, Report, RunSpec, Split
from bigmodel.ui.differences import apart, different, results, settings, verdict


def report(value: float, width: float | None = 0.05, **more: float) -> Report:
    low, high = (None, None) if width is None else (value - width, value + width)
    metrics = {
        "pr_auc": Interval(value=value, low=low, high=high),
        **{name: Interval(value=one) for name, one in more.items()},
    }
    return Report(
        best_epoch=1,
        epochs=1,
        threshold=0.5,
        metrics={"validation": metrics, "test": metrics},
        baselines={},
        counts={},
        seconds=1,
    )


def test_only_what_differs_is_listed_and_a_missing_setting_is_a_dash():
    first, second = {"Epochs": "8", "Width": "64"}, {"Epochs": "20", "Width": "64", "Members": "16"}
    assert different(first, second) == [("Epochs", "8", "20"), ("Members", "–", "16")]


def test_results_stand_side_by_side_with_intervals_and_the_gap():
    lines = results(report(0.71, f1=0.7), report(0.64), "test")
    assert lines == [
        ("PR-AUC", "0.71 (0.66 to 0.76)", "0.64 (0.59 to 0.69)", "−0.070"),
        ("F1", "0.70", "–", "–"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (0.71, 0.64, "a has the higher PR-AUC on validation data, 0.71 to 0.64; the ranges overlap"),
        (0.50, 0.90, "b has the higher PR-AUC on validation data, 0.90 to 0.50; the ranges do not overlap"),
        (0.70, 0.70, "Both reach the same PR-AUC"),
    ],
)
def test_the_verdict_says_no_more_than_the_intervals_carry(first, second, said):
    assert said in verdict(report(first), report(second), ("a", "b"))


def test_the_verdict_holds_back_without_intervals():
    assert "may be chance" in verdict(report(0.9, None), report(0.1, None), ("a", "b"))


def spec(target="fraud", classes=("no", "yes"), **changed) -> RunSpec:
    made = RunSpec(
        run="run-a-1",
        created=0.0,
        task="tabular",
        trainer="module:function",
        dataset="d",
        dataset_name="cards.csv",
        fingerprint="f",
        rows=10,
        columns=2,
        plan=Plan(
            template="fraud",
            fields=(Field(name=target, kind="category", role="target"),),
            outcome=Outcome(classes=classes),
            network="mlp",
        ),
        seed=0,
    )
    plan = made.plan.model_copy(update=changed)
    return made.model_copy(update={"plan": plan})


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (spec(target="late"), "different questions"),
        (spec(classes=("yes", "no")), "different questions"),
        (spec(split=Split(seed=1)), "different rows"),
        (spec().model_copy(update={"fingerprint": "g"}), "different rows"),
    ],
)
def test_what_can_not_be_set_against_each_other_is_said(other, why):
    assert why in apart(spec(), other)


def test_another_network_on_the_same_rows_can_be_compared():
    assert apart(spec(), spec(network="tabm")) == ""


def ranking(value: float) -> Report:
    found = {"ndcg@10": Interval(value=value, low=value - 0.01, high=value + 0.01), "mrr": Interval(value=0.9 - value)}
    return report(0.5).model_copy(update={"metrics": {"validation": found, "test": found}})


def test_rankings_are_told_apart_by_their_order():
    said = verdict(ranking(0.12), ranking(0.17), ("a", "b"))
    assert said == "b has the higher NDCG@10 on validation data, 0.17 to 0.12; the ranges do not overlap."


def test_rankings_of_other_users_answer_another_question_and_have_neither_costs_nor_classes():
    fields = [Field(name=name, kind="category", role=name) for name in ("user", "item")]
    asked = {"outcome": Outcome(kind="ranking")}
    one, two = (spec(fields=(Field(name=name, kind="category", role="user"), fields[1]), **asked) for name in "ab")
    assert "different questions" in apart(one, two)
    assert apart(one, one) == ""
    assert not {name for name in settings(one) if name.startswith(("Costs", "Classes", "Positive"))}


@pytest.mark.parametrize(
    "changed", [{"network": "kan", "hparams": {"grid_size": 5}}, {"template": "gone", "hparams": {"grid_size": 5}}]
)
def test_a_network_of_another_version_is_told_as_it_was_stored(changed):
    told = settings(spec(**changed))
    assert told["Network"].endswith("(not of this version)")
    assert told["Grid size"] == "5"


def test_a_hyper_parameter_of_another_version_is_told_as_it_was_stored():
    assert settings(spec(hparams={"grid_size": 5}))["Grid size"] == "5"
    assert "Grid size" not in settings(spec())
