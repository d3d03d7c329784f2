"""Scoring many rows again: what is told while it lasts. The scores themselves are tested with the section that asks."""

from __future__ import annotations

from threading import Event
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from bigmodel.explain import rescore
from bigmodel.explain.rescore import score_rows

ENCODER = {"numbers": [], "dates": [], "categories": []}
ROWS = pa.table({"amount": np.arange(10.0)})


def bundle_that(score):
    return SimpleNamespace(schema=SimpleNamespace(encoder=ENCODER), score=score)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(rescore, "BLOCK", 5)
    monkeypatch.setattr(rescore, "LOOK", 0.01)
    monkeypatch.setattr(rescore, "encode_table", lambda table, encoder: table["amount"].to_numpy().astype(np.float32))


def test_the_scores_come_in_the_order_of_the_rows():
    told: list[float] = []
    scores = score_rows(ROWS, bundle_that(lambda tensors: tensors), told.append)
    np.testing.assert_array_equal(scores, np.arange(10))
    assert told[-1] == 1.0


def test_who_waits_is_told_while_a_block_still_lasts():
    told = Event()
    scores = score_rows(
        ROWS, bundle_that(lambda tensors: np.full(len(tensors), told.wait(20), np.float32)), lambda done: told.set()
    )
    assert scores.all()


def test_who_stops_does_not_wait_for_the_block_that_lasts():
    stopped, asked = Event(), []

    def score(tensors):
        asked.append(stopped.wait(20))
        return tensors

    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_rows(ROWS, bundle_that(score), stop)
    assert not asked  # the blocks at work had not ended when the one who stopped went on
    stopped.set()


def test_what_the_model_refuses_is_raised():
    def score(tensors):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        score_rows(ROWS, bundle_that(score))
