import numpy as np
import pytest

from bigmodel.runs.scores import (
    CaseScores,
    epochs,
    read_baselines,
    read_cases,
    read_epoch,
    write_baselines,
    write_cases,
    write_epoch,
)
from bigmodel.spec import Problem


@pytest.mark.parametrize("shape", [(5,), (5, 3), (0,), (0, 3)])
@pytest.mark.parametrize("full", [True, False])
def test_cases_come_back_as_they_were(new_run, shape, full):
    run = new_run()
    n = shape[0]
    score = np.random.default_rng(0).random(shape).astype(np.float32)
    amount = np.linspace(0, 1, n) if full else None
    time = np.datetime64("2024-01-01T00:00:00.000000001") + np.arange(n) if full else None
    if full and n:
        amount[0] = np.nan
        time[0] = np.datetime64("NaT")
    given = CaseScores(np.arange(n) * 7, np.zeros(n, np.int32), score, amount, time)
    write_cases(run, "validation", given)
    got = read_cases(run, "validation")
    assert got.row.dtype == np.int64
    assert got.y.dtype == np.int32
    assert got.score.dtype == np.float32
    assert got.score.shape == shape
    np.testing.assert_array_equal(got.score, score)
    np.testing.assert_array_equal(got.row, given.row)
    if full:
        np.testing.assert_array_equal(got.amount, amount)
        np.testing.assert_array_equal(got.time, time)
        assert got.time.dtype == "datetime64[ns]"
    else:
        assert got.amount is None
        assert got.time is None


def test_missing_and_damaged_scores_are_sentences(new_run):
    run = new_run()
    assert epochs(run) == []
    assert read_baselines(run) == {}
    for read in (lambda: read_cases(run, "test"), lambda: read_epoch(run, 1)):
        with pytest.raises(Problem, match="no"):
            read()
    run.scores.mkdir()
    for name in ("test.parquet", "epoch-0001.npy", "baselines.npz"):
        (run.scores / name).write_bytes(b"PAR1 torn")
    for read in (lambda: read_cases(run, "test"), lambda: read_epoch(run, 1), lambda: read_baselines(run)):
        with pytest.raises(Problem, match="damaged"):
            read()


def test_a_pickle_is_refused(new_run):
    run = new_run()
    run.scores.mkdir()
    np.save(run.scores / "epoch-0001.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(Problem, match="damaged"):
        read_epoch(run, 1)


def test_epochs_are_listed_in_order(new_run):
    run = new_run()
    for epoch in (10, 2, 10_000):
        write_epoch(run, epoch, np.full((4, 3), epoch, np.float32))
    (run.scores / "epoch-x.npy").write_text("")
    assert epochs(run) == [2, 10, 10_000]
    assert read_epoch(run, 10_000)[0, 0] == 10_000


def test_baselines_come_back_as_they_were(new_run):
    run = new_run()
    score = np.linspace(0, 1, 4, dtype=np.float32)
    write_baselines(run, {"majority": {"validation": score, "test": score[:2]}, "boosted_trees": {"test": score}})
    got = read_baselines(run)
    assert set(got) == {"majority", "boosted_trees"}
    np.testing.assert_array_equal(got["majority"]["test"], score[:2])
    np.testing.assert_array_equal(got["boosted_trees"]["test"], score)
