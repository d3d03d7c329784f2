"""Whether a model of two classes has become worse than in validation."""

import numpy as np

from bigmodel.explain.verdict import judge_decisions
from bigmodel.spec import Costs, Words
from bigmodel.tasks.next_file.worse import worse_words

WORDS = Words(positive="fraud", positives="frauds", cases="claims")


def verdict(tp, fn, fp, passed=1_000):
    """What a threshold of one half did."""
    y = np.repeat([1, 1, 0, 0], [tp, fn, fp, passed])
    score = np.repeat([0.9, 0.1, 0.9, 0.1], [tp, fn, fp, passed]).astype(np.float32)
    return judge_decisions(y, score, None, Costs(), 0.5)


THEN = verdict(tp=80, fn=20, fp=80)


def test_as_good_as_before_or_better_says_nothing():
    assert worse_words(THEN, THEN, WORDS) == []
    assert worse_words(verdict(tp=95, fn=5, fp=10), THEN, WORDS) == []
    assert worse_words(verdict(tp=7, fn=3, fp=8), THEN, WORDS) == []  # no more than chance


def test_what_is_lower_by_more_than_chance_is_told_with_both_shares():
    (recall,) = worse_words(verdict(tp=40, fn=60, fp=40), THEN, WORDS)
    assert recall == "Fewer of the frauds are flagged than in validation, by more than chance: 40.0 %, there 80.0 %."
    (precision,) = worse_words(verdict(tp=80, fn=20, fp=320), THEN, WORDS)
    assert precision.startswith("Fewer of the claims that are flagged are fraud than in validation")
    assert "20.0 %, there 50.0 %" in precision
    assert len(worse_words(verdict(tp=20, fn=80, fp=320), THEN, WORDS)) == 2


def test_of_hardly_any_cases_nothing_is_said():
    assert worse_words(verdict(tp=0, fn=4, fp=0), THEN, WORDS) == []
