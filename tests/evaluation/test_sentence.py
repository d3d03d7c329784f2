import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigmodel.evaluation.sentence import decision_sentence, in_a_hundred, sorted_sentence
from bigmodel.spec import Words

WORDS = Words(case="transaction", cases="transactions", positive="fraud", positives="frauds", negative="no fraud")
PICTURES = Words(case="picture", cases="pictures")


def decided(tp, fp, fn):
    return {"tp": tp, "fp": fp, "fn": fn, "alerts": tp + fp}


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ((39, 9, 24), "Of 100 transactions flagged, 81 are fraud; of 100 frauds, 62 are caught."),
        ((3, 1, 2), "Of 4 transactions flagged, 3 are fraud; of 5 frauds, 3 are caught."),
        ((1, 0, 0), "Of 1 transaction flagged, 1 is fraud; of 1 fraud, 1 is caught."),
        ((0, 50, 63), "Of 100 transactions flagged, none are fraud; of 100 frauds, none are caught."),
        ((0, 0, 63), "No transaction is flagged, so all 63 frauds are missed."),
        ((0, 0, 1), "No transaction is flagged, so the one fraud is missed."),
        ((0, 0, 0), "No transaction is flagged, and there is no fraud to catch."),
        ((0, 30, 0), "Of 100 transactions flagged, none are fraud; there is no fraud to catch."),
        ((4, 996, 0), "Of 1,000 transactions flagged, 4 are fraud; of 4 frauds, 4 are caught."),
    ],
)
def test_two_classes(counts, text):
    assert decision_sentence(decided(*counts), WORDS) == text


@pytest.mark.parametrize(
    ("right", "total", "text"),
    [
        (251, 270, "93 of 100 pictures are sorted right."),
        (9_980, 10_000, "998 of 1,000 pictures are sorted right."),
        (1, 3, "1 of 3 pictures is sorted right."),
        (0, 300, "None of 100 pictures are sorted right."),
        (0, 0, "There are no pictures to judge by."),
    ],
)
def test_more_classes(right, total, text):
    assert sorted_sentence(right, total, PICTURES) == text


@given(st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_never_rounds_to_none_or_all(counts):
    part, whole = counts
    said, of = (int(text.replace(",", "")) for text in in_a_hundred(part, whole))
    assert (said == 0) == (part == 0)
    assert (said == of) == (part == whole)
    assert said / of == pytest.approx(part / whole, abs=0.006)


def test_things_that_are_counted_are_said_in_the_plural() -> None:
    words = Words(case="job", cases="jobs", positive="failure", positives="failures", flagged="checked", are="failures")
    said = decision_sentence({"tp": 11, "fn": 2, "alerts": 20}, words)
    assert said == "Of 100 jobs checked, 55 are failures; of 13 failures, 11 are caught."
    assert "1 is failure;" in decision_sentence({"tp": 1, "fn": 2, "alerts": 4}, words)
