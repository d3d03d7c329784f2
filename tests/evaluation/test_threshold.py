import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.evaluation.decision import EVERYTHING, NOTHING, best_threshold, decide, flagged
from bigmodel.evaluation.threshold import separators
from bigmodel.spec import Costs

SCORE = st.one_of(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.floats(0, 1, width=32, allow_subnormal=False))
ROW = st.tuples(st.booleans(), SCORE, st.one_of(st.none(), st.integers(-500, 500)))
COSTS = st.builds(
    Costs,
    false_alarm=st.integers(0, 50),
    miss=st.integers(0, 200),
    miss_is_amount=st.booleans(),
)


def arrays(rows):
    y = np.array([int(row[0]) for row in rows], np.int32)
    score = np.array([row[1] for row in rows], np.float32)
    amount = np.array([np.nan if row[2] is None else row[2] for row in rows], float)
    return y, score, amount


@given(st.lists(ROW, min_size=1, max_size=40), COSTS)
def test_no_other_threshold_earns_more(rows, costs):
    y, score, amount = arrays(rows)
    threshold = best_threshold(y, score, amount, costs)
    best = decide(y, score, amount, costs, threshold)
    every = [*np.unique(score.astype(float)), NOTHING, EVERYTHING]
    tried = [decide(y, score, amount, costs, other) for other in every]
    assert best["money"] == pytest.approx(max(other["money"] for other in tried), abs=1e-6)
    if not costs.miss_is_amount:
        equal = [other["alerts"] for other in tried if other["money"] == best["money"]]
        assert best["alerts"] == min(equal)


def test_flagging_never_pays():
    y, score = np.array([0, 0, 1]), np.array([0.9, 1.0, 0.1], np.float32)
    threshold = best_threshold(y, score, None, Costs(false_alarm=100, miss=1))
    assert threshold == NOTHING
    assert not flagged(score, threshold).any()
    assert not (score >= np.float32(threshold)).any()


def test_flagging_all_pays():
    y, score = np.array([1, 1, 1]), np.array([0.9, 0.5, 0.0], np.float32)
    assert best_threshold(y, score, None, Costs()) == EVERYTHING


def test_no_rows_flag_nothing():
    assert best_threshold(np.empty(0, np.int32), np.empty(0, np.float32), None, Costs()) == NOTHING


def test_missing_amount_costs_the_fixed_miss_and_signs_do_not_count():
    y, score = np.array([1, 1, 0]), np.array([0.9, 0.8, 0.1], np.float32)
    costs = Costs(false_alarm=1, miss=7, miss_is_amount=True)
    assert decide(y, score, np.array([np.nan, -20.0, 5.0]), costs, 0.5)["saved"] == 27


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=60, unique=True))
def test_separators_part_neighbours(values):
    scores = np.sort(np.array(values, np.float32).astype(float))[::-1]
    parts = separators(scores)
    for position, threshold in enumerate(parts):
        assert (scores >= threshold).sum() == position + 1


def test_separators_are_as_round_as_the_gap_allows():
    assert separators(np.array([0.9, 0.30004, 0.3, 0.1]))[:3].tolist() == [0.6, 0.30002, 0.2]


def test_neighbouring_float32_scores_are_told_apart():
    high = np.float32(0.3)
    low = np.nextafter(high, np.float32(0))
    y, score = np.array([1, 0]), np.array([high, low], np.float32)
    assert decide(y, score, None, Costs(), best_threshold(y, score, None, Costs()))["fp"] == 0
