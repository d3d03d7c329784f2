from bigmodel.jobs.ask import NEVER_STARTED
from bigmodel.runs.row import RunRow
from bigmodel.ui.run_words import never_started, status_words


def row(status, message=""):
    return RunRow(id="fraud-tabm-1", name="run", status=status, message=message, created=0.0, epoch=7, epochs=10)


def test_the_state_of_a_run_in_words():
    assert status_words(row("training")) == "training 70 %"
    assert status_words(row("stopped")) == "stopped at epoch 7"
    assert status_words(row("interrupted", "The process was killed.")) == "interrupted"


def test_a_run_that_was_stopped_in_the_queue_did_not_break_off():
    assert status_words(row("interrupted", NEVER_STARTED)) == "stopped before it started"
    assert never_started("interrupted", NEVER_STARTED)
    assert not never_started("interrupted", "The process was killed.")
    assert not never_started("queued", NEVER_STARTED)
