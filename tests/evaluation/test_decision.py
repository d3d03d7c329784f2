import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, f1_score, precision_score, recall_score

from bigmodel.evaluation.decision import best_threshold, cumulative, days_spanned, decide
from bigmodel.spec import Costs


def sample(rows, share=0.1, seed=0, decimals=None):
    random = np.random.default_rng(seed)
    y = (random.random(rows) < share).astype(np.int32)
    score = 1 / (1 + np.exp(-(random.normal(size=rows) + 2 * y - 2)))
    score = score.round(decimals) if decimals is not None else score
    amount = np.exp(random.normal(4, 1, rows))
    amount[::17] = np.nan
    return y, score.astype(np.float32), amount


def test_decide_as_scikit_learn():
    y, score, amount = sample(2_000)
    costs = Costs(false_alarm=3, miss=40)
    found = decide(y, score, amount, costs, 0.4)
    flag = score.astype(float) >= 0.4
    assert [found[name] for name in ("tn", "fp", "fn", "tp")] == confusion_matrix(y, flag).ravel().tolist()
    assert found["precision"] == pytest.approx(precision_score(y, flag))
    assert found["recall"] == pytest.approx(recall_score(y, flag))
    assert found["f1"] == pytest.approx(f1_score(y, flag))
    assert found["money"] == found["saved"] - found["spent"] == 40 * found["tp"] - 3 * found["fp"]


def test_nothing_flagged_has_no_precision():
    y, score, _ = sample(50)
    found = decide(y, score, None, Costs(), 1.1)
    assert (found["alerts"], found["precision"], found["recall"], found["money"]) == (0, None, 0, 0)


@given(st.integers(1, 400), st.integers(0, 10_000), st.booleans(), st.sampled_from([None, 1, 2]))
def test_every_step_of_the_table_is_what_decide_says(rows, seed, own_amount, decimals):
    y, score, amount = sample(rows, 0.3, seed, decimals)
    costs = Costs(false_alarm=4, miss=30, miss_is_amount=own_amount)
    table = cumulative(y, score, amount, costs, None, steps=60)
    steps = len(table["thresholds"])
    assert steps <= 60
    assert np.all(np.diff(table["thresholds"]) < 0)
    assert table["alerts"][0] == 0
    assert table["alerts"][-1] == rows
    for step in range(steps):
        found = decide(y, score, amount, costs, table["thresholds"][step])
        assert [table[name][step] for name in ("alerts", "tp", "fp", "fn", "tn")] == [
            found[name] for name in ("alerts", "tp", "fp", "fn", "tn")
        ]
        saved = costs.miss * table["tp"][step]
        if own_amount:
            saved = table["caught_amount"][step] + costs.miss * table["caught_without_amount"][step]
        assert saved - costs.false_alarm * table["fp"][step] == pytest.approx(found["money"], abs=0.01)
        assert table["caught_amount"][step] + table["missed_amount"][step] == pytest.approx(
            table["caught_amount"][-1], abs=0.02
        )


def test_the_best_step_is_the_best_threshold():
    y, score, amount = sample(30_000, 0.02)
    costs = Costs(false_alarm=15, miss=100, miss_is_amount=True)
    table = cumulative(y, score, amount, costs, 30.0)
    assert table["thresholds"][table["best"]] == table["best_threshold"] == best_threshold(y, score, amount, costs)
    assert decide(y, score, amount, costs, table["best_threshold"])["tp"] == table["tp"][table["best"]]


def test_other_costs_find_their_best_among_the_steps():
    y, score, amount = sample(40_000, 0.01)
    table = cumulative(y, score, amount, Costs(), None)
    for false_alarm in (0, 1, 60, 600):
        costs = Costs(false_alarm=false_alarm, miss=200)
        most = max(200 * tp - false_alarm * fp for tp, fp in zip(table["tp"], table["fp"], strict=True))
        found = decide(y, score, amount, costs, best_threshold(y, score, amount, costs))
        assert most == pytest.approx(found["money"])


@pytest.mark.parametrize("share", [0.005, 0.5])
def test_the_table_of_many_rows_stays_small(share):
    y, score, amount = sample(300_000, share)
    text = json.dumps(cumulative(y, score, amount, Costs(), 60.0), allow_nan=False)
    assert len(text) < 200_000


def test_histogram_counts_every_row():
    y, score, amount = sample(5_000)
    found = cumulative(y, score, amount, Costs(), None)["histogram"]
    assert (sum(found["negative"]), sum(found["positive"])) == ((y == 0).sum(), (y == 1).sum())
    assert len(found["edges"]) == 41


def test_a_table_without_amounts_and_without_positives():
    table = cumulative(np.zeros(4, np.int32), np.full(4, 0.2, np.float32), None, Costs(), None)
    assert (table["positives"], table["has_amount"], table["best"]) == (0, False, 0)
    assert table["pr"] == {"recall": [], "precision": []}


def test_days():
    time = np.array(["2026-03-01T06:00", "2026-03-04T18:00", "NaT"], "datetime64[ns]")
    assert days_spanned(time) == 3.5
    assert days_spanned(time[:1]) == 1
    assert days_spanned(time[2:]) is None
    assert days_spanned(None) is None
