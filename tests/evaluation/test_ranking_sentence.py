import pytest

from bigmodel.evaluation.sentence import answer
from bigmodel.spec import Interval, Report, Words

WORDS = Words(case="customer", cases="customers")


def ranked(hit_rate, users, popularity=None):
    return Report(
        best_epoch=3,
        epochs=5,
        threshold=None,
        metrics={
            "test": {"ndcg@10": Interval(value=0.16, low=0.15, high=0.17), "hit_rate@10": Interval(value=hit_rate)}
        },
        baselines={} if popularity is None else {"popularity": {"hit_rate@10": Interval(value=popularity)}},
        counts={"train": [9000], "validation": [users], "test": [users]},
        seconds=1.0,
    )


@pytest.mark.parametrize(
    ("report", "text"),
    [
        (
            ranked(0.312, 3000, 0.09),
            "Of 100 customers, 31 find their next choice among ten suggestions; the bestseller list reaches 9.",
        ),
        (ranked(0.5, 2), "Of 2 customers, 1 finds its next choice among ten suggestions."),
        (ranked(1.0, 1), "Of 1 customer, 1 finds its next choice among ten suggestions."),
        (
            ranked(0.0, 100, 0.0),
            "Of 100 customers, none find their next choice among ten suggestions; the bestseller list reaches none.",
        ),
        (
            ranked(0.3, 4000, 0.001),
            "Of 100 customers, 30 find their next choice among ten suggestions; "
            "the bestseller list reaches 1 of 1,000.",
        ),
        (ranked(0.3, 0), "There are no customers to judge by."),
    ],
)
def test_a_ranking(report, text):
    assert answer(report, WORDS) == text
