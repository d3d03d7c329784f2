import numpy as np
import pytest

from bigmodel.spec.hparams import GRU4Rec, SASRec
from bigmodel.tasks.interactions.cost import history_seconds

EVENTS = np.full(3_000, 20)


def seconds(events=EVENTS, items=500, kind=SASRec, **values):
    name = "sasrec" if kind is SASRec else "gru4rec"
    return history_seconds(name, kind.make(values), events, items)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({"preset": "quick"}, {}),
        ({}, {"preset": "thorough"}),
        ({"epochs": 5}, {"epochs": 6}),
        ({"items": 500}, {"items": 5_000}),
        ({"kind": GRU4Rec}, {"kind": SASRec}),
    ],
)
def test_what_is_more_work_takes_longer(less, more):
    assert seconds(**less) < seconds(**more)


def test_it_goes_by_windows_and_not_by_users():
    # The same users with ten times the events: five windows each or more.
    assert seconds(10 * EVENTS, preset="quick") > 3 * seconds(preset="quick")
