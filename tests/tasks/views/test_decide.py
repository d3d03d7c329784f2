import numpy as np
import pytest

from bigmodel.evaluation.decision import decide
from bigmodel.runs.decisions import KeptDecision
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Costs, Decision, Table, Words
from bigmodel.tasks.views.decide import Decide, days_of, keep, kept_blocks


def test_decision_works_on_validation_and_starts_at_the_chosen_threshold(claims, words):
    run, data = claims
    (block,) = Decide().blocks(run, data, words, {})
    assert isinstance(block, Decision)
    assert block.table["rows"] == len(read_cases(run, "validation").y)
    assert block.decision == {"threshold": 0.45, **run.spec().plan.costs.model_dump()}
    assert block.table["reference"]["name"] == "logistic regression"
    assert len(block.table["reference"]["recall"]) == len(block.table["reference"]["precision"]) > 1


def test_more_classes_have_no_threshold_to_decide(digits, words):
    assert not Decide().blocks(digits, None, words, {})


def test_keeping_stores_validation_and_test_results(claims):
    run, _ = claims
    costs = Costs(false_alarm=7, miss_is_amount=True)
    keep(run, 0.6, costs)
    kept = run.decisions()[-1]
    for part in ("validation", "test"):
        cases = read_cases(run, part)
        expected = decide(cases.y, cases.score, cases.amount, costs, 0.6)
        assert getattr(kept, part)["alerts"] == expected["alerts"]
        assert getattr(kept, part)["money"] == pytest.approx(expected["money"])


def test_kept_decisions_are_listed_with_the_number_of_looks(claims, words):
    run, data = claims
    before = run.report()
    keep(run, 0.6, Costs())
    keep(run, 2.0, Costs(miss=99, currency="$"))
    _, table, sentence = Decide().blocks(run, data, words, {})
    assert isinstance(table, Table)
    assert table.columns["Decision"] == ["Nothing flagged", "Flagged from 0.600"]
    assert table.columns["Miss costs"] == ["$ 99", "€ 150"]
    assert table.columns["Precision, test"][0] == "–"
    assert sentence.text.startswith("2 decisions have been looked at on test data")
    assert run.report() == before


def test_a_kept_decision_is_called_by_the_word_of_the_template(claims, words, monkeypatch):
    run, _ = claims
    spec = run.spec()
    checked = words.model_copy(update={"flagged": "checked"})
    monkeypatch.setattr(type(run), "spec", lambda _self: spec.model_copy(update={"words": checked}))
    assert [keep(run, line, Costs()).name for line in (0.6, 2.0)] == ["Checked from 0.600", "Nothing checked"]


def split_by(run, kind):
    spec = run.spec()
    split = spec.plan.split.model_copy(update={"kind": kind})
    return spec.model_copy(update={"plan": spec.plan.model_copy(update={"split": split})})


def test_days_of_a_time_split_are_all_its_days(claims):
    run, _ = claims
    cases = read_cases(run, "validation")
    assert days_of(cases, run.spec(), run.report()) == pytest.approx((len(cases.y) - 1) / 24)


def test_days_of_a_random_split_count_for_the_share_that_was_drawn(claims):
    run, _ = claims
    cases = read_cases(run, "validation")
    spec = split_by(run, "stratified")
    assert days_of(cases, spec, run.report()) == pytest.approx((len(cases.y) - 1) / 24 * len(cases.y) / spec.rows)


def test_a_separate_test_does_not_count_among_what_validation_was_drawn_from(claims):
    run, _ = claims
    cases = read_cases(run, "validation")
    counts = {"train": [2_900, 100], "validation": [900, 100], "test": [90_000, 10_000]}
    report = run.report().model_copy(update={"counts": counts})
    assert days_of(cases, split_by(run, "column"), report) == pytest.approx((len(cases.y) - 1) / 24 / 4)


def test_without_times_there_are_no_days(claims):
    run, _ = claims
    cases = CaseScores(np.arange(2), np.zeros(2, np.int32), np.zeros(2, np.float32))
    assert days_of(cases, run.spec(), run.report()) is None


DONE = {"alerts": 3, "precision": 0.5, "recall": 0.25, "money": 10.0}


def test_a_decision_kept_before_the_run_went_on_says_so():
    now, before = (
        KeptDecision(
            name="Flagged from 0.2", created=1.0, threshold=0.2, costs=Costs(), validation=DONE, test=DONE, epochs=n
        )
        for n in (9, 4)
    )
    table = kept_blocks([before, now], Words(), 9)[0]
    assert table.columns["Decision"] == ["Flagged from 0.2", "Flagged from 0.2 (before the run went on)"]
