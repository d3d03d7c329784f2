import numpy as np

from bigmodel.evaluation.rates import rates


def test_days_are_counted():
    time = np.array(["2026-03-01T01:00", "2026-03-01T02:00", "2026-03-03T02:00", "NaT"], "datetime64[ns]")
    found = rates(time, np.array([1, 0, 0, 1]))
    assert found.step == "day"
    assert found.start.astype(str).tolist() == ["2026-03-01", "2026-03-03"]
    assert found.cases.tolist() == [2, 1]
    assert found.positives.tolist() == [1, 0]
    assert (found.low <= found.positives / found.cases).all()


def test_long_spans_take_longer_steps():
    time = np.datetime64("2020-01-01") + np.arange(0, 3_000).astype("timedelta64[D]")
    found = rates(time.astype("datetime64[ns]"), np.ones(3_000, int))
    assert found.step == "four weeks"
    assert found.cases.sum() == 3_000


def test_no_times():
    assert len(rates(np.array(["NaT"], "datetime64[ns]"), np.array([1])).cases) == 0
