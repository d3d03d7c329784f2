"""Whether the threshold of two classes still holds on a file without outcomes."""

import numpy as np
import pytest

from bigmodel.spec import Words
from bigmodel.tasks.next_file.threshold_holds import holds_without_outcomes

WORDS = Words(case="picture", cases="pictures")
THEN = np.random.default_rng(0).beta(1, 4, 1_000).astype(np.float32)


def told(now):
    return holds_without_outcomes(THEN, now, 0.5, WORDS)


def test_scores_as_before_hold():
    text, tone = told(np.random.default_rng(1).beta(1, 4, 400).astype(np.float32))
    assert tone == "good"
    assert text.startswith("As far as can be told without outcomes, the threshold of 0.500 still holds: ")


def test_more_that_are_flagged_make_it_doubtful():
    text, tone = told(np.random.default_rng(1).beta(2, 2, 400).astype(np.float32))
    assert tone == "caution"
    assert "the scores are spread otherwise" in text
    from_here = float(text.split("would be flagged from ")[1].split(" on")[0])
    assert from_here > 0.5, "as many as before are flagged from a higher score on"


@pytest.mark.parametrize("number", [1, 19])
def test_few_cases_tell_nothing(number):
    assert told(np.ones(number, np.float32)) == (
        "There are too few pictures to tell whether the threshold still holds.",
        "plain",
    )
