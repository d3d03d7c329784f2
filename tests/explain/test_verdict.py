import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.evaluation.decision import best_threshold, decide
from bigmodel.evaluation.metrics import measure
from bigmodel.explain.line import look_at_line
from bigmodel.explain.verdict import judge_classes, judge_decisions, reaching
from bigmodel.spec import Costs, Outcome

COSTS = Costs(false_alarm=10, miss=100)


@pytest.fixture
def cases():
    random = np.random.default_rng(0)
    y = (random.random(3_000) < 0.2).astype(np.int32)
    score = np.clip(random.normal(0.25 + 0.4 * y, 0.15), 0, 1).astype(np.float32)
    return y, score


def test_numbers_and_intervals_are_those_of_evaluate(cases):
    y, score = cases
    found = judge_decisions(y, score, None, COSTS, 0.4)
    known = measure(y, score, Outcome(classes=("no", "yes")), 0.4)
    for name in ("precision", "recall", "f1"):
        assert found.numbers[name] == known[name]
    assert found.numbers["money"].value == decide(y, score, None, COSTS, 0.4)["money"]
    assert found.numbers["money"].low < found.numbers["money"].value < found.numbers["money"].high


def test_the_interval_of_money_holds_the_truth():
    random = np.random.default_rng(1)
    threshold, inside = 0.5, 0
    for _ in range(300):
        y = (random.random(800) < 0.3).astype(np.int32)
        score = np.clip(random.normal(0.3 + 0.4 * y, 0.2), 0, 1)
        money = judge_decisions(y, score, None, COSTS, threshold).numbers["money"]
        # P(flag | y) is that of a normal at (0.5 - mean) / 0.2: 0.1587 for y = 0, 0.8413 for y = 1.
        truth = 800 * (0.3 * 0.8413 * 100 - 0.7 * 0.1587 * 10)
        inside += money.low <= truth <= money.high
    assert inside >= 300 * 0.92


def test_cases_that_stand_twice_tell_no_more(cases):
    y, score = cases
    once = judge_decisions(y, score, None, COSTS, 0.4)
    twice = judge_decisions(np.tile(y, 2), np.tile(score, 2), None, COSTS, 0.4, weight=0.5)
    for name in ("precision", "recall", "f1"):
        assert twice.numbers[name].low == pytest.approx(once.numbers[name].low)
    spans = [side.numbers["money"].high - side.numbers["money"].low for side in (once, twice)]
    assert spans[1] == pytest.approx(2 * spans[0], rel=1e-3)


def test_too_few_positives_have_no_interval():
    y = np.array([1] * 5 + [0] * 50)
    found = judge_decisions(y, np.linspace(0.9, 0.1, 55), None, COSTS, 0.5)
    assert found.numbers["recall"].low is None
    assert found.numbers["money"].low is None
    assert "precision" not in judge_decisions(y, np.zeros(55), None, COSTS, 0.5).numbers
    assert "recall" not in judge_decisions(np.zeros(55), np.ones(55), None, COSTS, 0.5).numbers


@given(st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), min_size=1, max_size=40), st.floats(0, 50))
def test_a_limit_is_kept_and_used_up(scores, limit):
    score = np.array(scores, np.float32)
    threshold = reaching(score, limit)
    flags = np.asarray(score, np.float64) >= threshold
    assert flags.sum() <= limit
    # One more score would be one too many.
    rest = np.asarray(score, np.float64)[~flags]
    if len(rest):
        assert (np.asarray(score, np.float64) >= rest.max()).sum() > int(limit)


def test_a_limit_flags_the_most_certain(cases):
    y, score = cases
    found = judge_decisions(y, score, None, COSTS, 0.4, limit=100)
    assert found.alerts <= 100
    assert found.threshold > 0.4
    assert judge_decisions(y, score, None, COSTS, 0.4, limit=10_000) == judge_decisions(y, score, None, COSTS, 0.4)


def test_more_classes_are_judged_as_evaluate_does():
    random = np.random.default_rng(0)
    y = random.integers(0, 3, 500)
    score = random.dirichlet(np.ones(3), 500)
    known = measure(y, score, Outcome(classes=("a", "b", "c")))
    found = judge_classes(y, score)
    assert found.numbers == {name: known[name] for name in ("accuracy", "macro_f1")}


def test_the_best_threshold_holds_and_another_does_not(cases):
    y, score = cases
    best = best_threshold(y, score, None, COSTS)
    assert look_at_line(y, score, None, COSTS, best).holds
    moved = look_at_line(y, score, None, COSTS, 0.9)
    assert moved.holds is False
    assert moved.best == best
    assert moved.gain.low > 0
    few = look_at_line(y[:100], score[:100], None, COSTS, best)
    assert few.holds is None


def test_luck_alone_does_not_move_the_line():
    random = np.random.default_rng(3)
    false_alarms = 0
    for seed in range(60):
        y = (random.random(600) < 0.3).astype(np.int32)
        score = np.clip(random.normal(0.3 + 0.4 * y, 0.2), 0, 1)
        # Known from the distributions: 0.7 * 10 * f0 = 0.3 * 100 * f1 at 0.427.
        false_alarms += look_at_line(y, score, None, COSTS, 0.427, seed=seed).holds is False
    assert false_alarms <= 6
