from bigmodel.jobs.ask import NEVER_STARTED
from bigmodel.runs.row import RunRow, headline
from bigmodel.spec import Interval, Report
from bigmodel.ui.run_words import never_started, result_words, status_words


def row(status, message=""):
    return RunRow(id="fraud-tabm-1", name="run", status=status, message=message, created=0.0, epoch=7, epochs=10)


def test_the_state_of_a_run_in_words():
    assert status_words(row("training")) == "training 70 %"
    assert status_words(row("stopped")) == "stopped at epoch 7"
    assert status_words(row("interrupted", "The process was killed.")) == "interrupted"


def test_a_ranking_is_told_by_its_order():
    metrics = {"hit_rate@10": Interval(value=0.3), "ndcg@10": Interval(value=0.16, low=0.15, high=0.17)}
    report = Report(
        best_epoch=1, epochs=1, threshold=None, metrics={"test": metrics}, baselines={}, counts={}, seconds=1.0
    )
    assert result_words(headline(report)) == "NDCG@10 0.16 (0.15 to 0.17)"


def test_a_run_that_was_stopped_in_the_queue_did_not_break_off():
    assert status_words(row("interrupted", NEVER_STARTED)) == "stopped before it started"
    assert never_started("interrupted", NEVER_STARTED)
    assert not never_started("interrupted", "The process was killed.")
    assert not never_started("queued", NEVER_STARTED)
