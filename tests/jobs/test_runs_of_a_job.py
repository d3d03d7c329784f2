import signal
import subprocess
import sys
import time

import psutil
import pytest

from bigmodel import jobs
from bigmodel.jobs.launch import wake
from bigmodel.jobs.reconcile import LOST, close_lost
from bigmodel.spec import Problem, Report


def wait_for_epoch(run, epoch=1):
    until = time.monotonic() + 10
    while run.status().epoch < epoch:
        assert time.monotonic() < until, run.status()
        time.sleep(0.01)


def wait_for_event(run, status):
    """The status comes a moment before its event."""
    until = time.monotonic() + 2
    while run.events()[0][-1].get("status") != status:
        assert time.monotonic() < until, run.events()[0][-1]
        time.sleep(0.01)


def processes_below(root):
    """Processes of a supervisor's family, by the workspace in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("BIGMODEL_HOME") == str(root) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_a_run_goes_from_the_queue_to_its_end(shared):
    run = shared.submit()
    assert shared.wait(run) == ""
    assert run.status().status == "finished"
    wait_for_event(run, "finished")
    states = [event["status"] for event in run.events()[0] if event["kind"] == "status"]
    assert states == ["queued", "starting", "training", "evaluating", "finished"]
    assert "training from epoch 0" in run.log_path.read_text()
    assert run.status().pid is None
    assert run.status().epoch == 2


def test_runs_are_trained_in_their_order_with_their_place_shown(shared):
    first = shared.submit(epochs=50)
    others = [shared.submit(epochs=1) for _ in range(3)]
    shared.wait(first, "training")
    places = {row.id: row.place for row in shared.workspace.runs() if row.active}
    assert places == {first.id: None, others[0].id: 1, others[1].id: 2, others[2].id: 3}
    jobs.stop(shared.workspace, first.id)
    for run in others:
        shared.wait(run, "finished")
    started = [run.status().started for run in (first, *others)]
    assert started == sorted(started)
    for earlier, later in zip((first, *others), others, strict=False):
        assert earlier.status().ended <= later.status().started


def test_more_runs_at_a_time_where_asked_for(bench, monkeypatch):
    monkeypatch.setenv("BIGMODEL_PARALLEL", "2")
    runs = [bench.submit(epochs=500) for _ in range(3)]
    bench.wait(runs[0], "training")
    bench.wait(runs[1], "training")
    assert runs[2].status().status == "queued"


def test_stop_keeps_what_is_there(shared):
    run = shared.submit(epochs=500)
    wait_for_epoch(run, 2)
    assert "evaluates its best weights" in jobs.stop(shared.workspace, run.id)
    assert "best weights so far" in shared.wait(run)
    assert run.status().status == "stopped"
    assert run.report() is not None
    with pytest.raises(Problem, match="already over"):
        jobs.stop(shared.workspace, run.id)


def test_a_stop_that_comes_too_late_leaves_the_run_finished(shared):
    run = shared.submit(epochs=1, evaluating=0.5)
    shared.wait(run, "evaluating")
    assert "over already" in jobs.stop(shared.workspace, run.id)
    assert shared.wait(run) == ""
    assert run.status().status == "finished"


def test_a_stopped_run_that_is_resumed_to_its_end_is_finished(shared):
    run = shared.submit(epochs=8, seconds=0.1)
    wait_for_epoch(run, 1)
    jobs.stop(shared.workspace, run.id)
    shared.wait(run, "stopped")
    jobs.resume(shared.workspace, run.id)
    shared.wait(run, "finished")


def test_a_stopped_run_goes_on_where_it_stopped(shared):
    run = shared.submit(epochs=500)
    wait_for_epoch(run, 2)
    jobs.stop(shared.workspace, run.id)
    shared.wait(run, "stopped")
    done = run.status().epoch
    jobs.resume(shared.workspace, run.id)
    wait_for_epoch(run, done + 1)
    assert f"training from epoch {done}" in run.log_path.read_text()


def test_a_run_that_waits_leaves_the_queue_on_stop(shared):
    first = shared.submit(epochs=500)
    second = shared.submit()
    shared.wait(first, "training")
    assert jobs.stop(shared.workspace, second.id) == "Stopped before it started."
    assert second.status().status == "interrupted"
    assert second.status().message == "Stopped before it started."
    jobs.resume(shared.workspace, second.id)
    assert second.status().status == "queued"
    jobs.stop(shared.workspace, first.id)
    shared.wait(second, "finished")


def test_a_run_that_waits_can_be_stopped_without_a_supervisor(bench):
    run = bench.new_run()
    assert jobs.stop(bench.workspace, run.id) == "Stopped before it started."
    assert run.status().status == "interrupted"
    assert not (bench.workspace.root / "supervisor.json").exists()


def test_a_run_that_does_not_stop_is_killed_by_a_second_stop(bench, monkeypatch):
    run = bench.submit(epochs=500, deaf=True)
    wait_for_epoch(run)
    jobs.stop(bench.workspace, run.id)
    assert "another stop kills it" in jobs.stop(bench.workspace, run.id)
    monkeypatch.setenv("BIGMODEL_STOP_SECONDS", "0")
    assert "is killed" in jobs.stop(bench.workspace, run.id)
    assert "killed on request" in bench.wait(run, "interrupted")


def test_a_killed_process_is_interrupted_and_resumes(shared):
    run = shared.submit(epochs=500)
    wait_for_epoch(run, 3)
    shared.process(run).kill()
    message = shared.wait(run)
    assert run.status().status == "interrupted"
    assert message.startswith("The training process was killed (signal 9), probably by the system's memory limit.")
    done = run.status().epoch
    jobs.resume(shared.workspace, run.id)
    wait_for_epoch(run, done + 1)
    begin = [event for event in run.events()[0] if event["kind"] == "begin"]
    assert [event["first_epoch"] for event in begin] == [0, done]


def test_a_killed_fork_server_takes_its_run_along(bench):
    run = bench.submit(epochs=500)
    wait_for_epoch(run)
    process = bench.process(run)
    process.parent().kill()
    bench.wait(run, "interrupted")
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    jobs.resume(bench.workspace, run.id)  # a new fork server comes up
    wait_for_epoch(run, run.status().epoch + 1)


def test_a_killed_supervisor_leaves_no_orphan_and_the_next_one_says_so(bench):
    run = bench.submit(epochs=500)
    waiting = bench.submit(epochs=1)
    wait_for_epoch(run)
    bench.supervisor().kill()
    until = time.monotonic() + 2
    while processes_below(bench.workspace.root):
        assert time.monotonic() < until, processes_below(bench.workspace.root)
        time.sleep(0.02)
    assert run.status().status == "training"  # nobody was left to say otherwise
    assert jobs.reconcile(bench.workspace) == [run.id]
    assert "The program that trains was ended while this run was at work" in run.status().message
    bench.wait(waiting, "finished")  # what waited is taken up again
    done = run.status().epoch
    jobs.resume(bench.workspace, run.id)
    wait_for_epoch(run, done + 1)


def test_stopping_a_run_that_nobody_trains_any_more_says_so(bench):
    run = bench.new_run()
    run.set_status("training", started=time.time(), pid=1)
    assert jobs.stop(bench.workspace, run.id) == LOST
    assert run.status().status == "interrupted"
    assert not run.stop_asked()


def test_reconcile_looks_again_only_when_something_became_active(bench, monkeypatch):
    run = bench.new_run()
    run.set_status("interrupted")
    assert jobs.reconcile(bench.workspace) == []
    with monkeypatch.context() as patched:
        patched.setattr(bench.workspace, "runs", lambda: pytest.fail("nothing has changed"))
        assert jobs.reconcile(bench.workspace) == []
    run.set_status("training", started=10.0)  # as a resumed one is, behind a wake
    wake(bench.workspace)
    assert jobs.reconcile(bench.workspace) == [run.id]
    assert jobs.reconcile(bench.workspace) == []
    other = bench.new_run()
    other.set_status("training", started=10.0)
    assert jobs.reconcile(bench.workspace) == [other.id]


def test_a_process_that_cannot_be_killed_does_not_end_the_supervisor(bench, monkeypatch):
    run = bench.new_run()

    class Stuck:
        def __init__(self, pid):
            self.killed = False

        def create_time(self):
            return run.status().started

        def cmdline(self):
            return ["python", "-c", "from multiprocessing.forkserver import main"]

        def kill(self):
            self.killed = True

        def wait(self, seconds):
            assert self.killed
            raise psutil.TimeoutExpired(seconds)

    run.set_status("training", started=time.time(), pid=1)
    monkeypatch.setattr(psutil, "Process", Stuck)
    assert close_lost(bench.workspace) == [run.id]


def test_a_new_supervisor_finds_lost_runs_by_itself(bench):
    run = bench.new_run()
    run.set_status("training", started=10.0, pid=1)
    jobs.ensure_supervisor(bench.workspace)
    assert "The machine was restarted" in bench.wait(run, "interrupted")


def test_a_process_that_only_has_the_same_number_is_left_alone(bench):
    run = bench.new_run()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as other:
        run.set_status("training", started=time.time(), pid=other.pid)
        assert jobs.reconcile(bench.workspace) == [run.id]
        assert other.poll() is None
        other.kill()


def test_a_supervisor_that_is_asked_to_end_interrupts_its_run(bench):
    run = bench.submit(epochs=500)
    wait_for_epoch(run)
    bench.supervisor().send_signal(signal.SIGTERM)
    assert "asked to end" in bench.wait(run, "interrupted")


def test_reconcile_leaves_a_living_run_alone(shared):
    run = shared.submit(epochs=500)
    wait_for_epoch(run)
    assert jobs.reconcile(shared.workspace) == []
    assert run.status().status == "training"


@pytest.mark.parametrize(
    ("trainer", "said"),
    [
        ("problem", "claims.csv: The target has one class. Choose another target."),
        ("bug", "Training failed unexpectedly (ValueError: shapes (3,) and (4,) do not fit)."),
        ("memory", "The memory did not suffice."),
        ("full", "The disk is full. Free some space, then train again."),
        ("full_later", "The disk is full. Free some space, then resume"),
        ("full_for_all", "The disk is full. Free some space, then train again."),
        ("silent", "Training ended without a report."),
        ("no_such_function", "The trainer fake_trainers:no_such_function can't be loaded"),
    ],
)
def test_a_failure_is_one_sentence(shared, trainer, said):
    run = shared.submit(trainer)
    message = shared.wait(run)
    assert run.status().status == "failed"
    assert message.startswith(said)
    assert "\n" not in message
    if trainer == "bug":
        assert "Traceback" in run.error_path.read_text()
        assert "before the fall" in run.log_path.read_text()
    if trainer == "problem":
        assert not run.error_path.exists()


def test_a_process_that_leaves_is_interrupted(shared):
    run = shared.submit("leave")
    assert "ended unexpectedly (exit code 3)" in shared.wait(run, "interrupted")


def test_a_resumed_run_that_dies_before_its_report_shows_no_old_one(shared):
    run = shared.submit(epochs=500, linger=True)
    wait_for_epoch(run, 2)
    jobs.stop(shared.workspace, run.id)
    shared.wait(run, "stopped")
    assert run.has_result()
    jobs.resume(shared.workspace, run.id)
    assert not run.has_result()
    wait_for_epoch(run, run.status().epoch + 1)
    jobs.stop(shared.workspace, run.id)
    shared.wait(run, "evaluating")
    shared.process(run).kill()
    shared.wait(run, "interrupted")
    assert run.report() is None
    row = next(row for row in shared.workspace.runs() if row.id == run.id)
    assert row.headline is None
    assert jobs.can_resume(run)


def test_a_resumed_run_that_leaves_no_new_report_has_no_result(shared):
    run = shared.new_run("silent")
    report = Report(best_epoch=1, epochs=1, threshold=None, metrics={}, baselines={}, counts={}, seconds=1.0)
    report.save(run.report_path)
    jobs.submit(shared.workspace, run)
    assert shared.wait(run, "failed") == "Training ended without a report."


def test_a_failed_run_without_a_finished_epoch_has_nothing_to_resume(shared):
    run = shared.submit("full")
    assert not jobs.can_resume(run)
    shared.wait(run, "failed")
    assert not jobs.can_resume(run)
    with pytest.raises(Problem, match="kept nothing to go on from"):
        jobs.resume(shared.workspace, run.id)


def test_a_failed_run_resumes_and_a_finished_one_does_not(shared):
    run = shared.submit("full_later")
    shared.wait(run, "failed")
    assert jobs.can_resume(run)
    jobs.resume(shared.workspace, run.id)
    shared.wait(run, "failed")
    assert run.status().resume
    good = shared.submit()
    shared.wait(good, "finished")
    assert not jobs.can_resume(good)
    with pytest.raises(Problem, match="is finished"):
        jobs.resume(shared.workspace, good.id)


def test_a_deleted_dataset_is_a_sentence(bench):
    first = bench.new_run()
    path = bench.workspace.datasets.folder(first.spec().dataset)
    path.rename(path.with_name("gone"))
    jobs.submit(bench.workspace, first)
    assert "dataset does not exist" in bench.wait(first, "failed")


def test_a_damaged_run_does_not_hold_up_the_queue(shared):
    bad, good = shared.new_run(), shared.new_run(epochs=1)
    (bad.path / "spec.json").write_text("{")
    jobs.submit(shared.workspace, good)
    shared.wait(good, "finished")
    row = next(row for row in shared.workspace.runs() if row.id == bad.id)
    assert "spec.json" in row.message


@pytest.mark.parametrize("id", ["../../etc", "", "calm-otter-1", "a/b-c-1"])
def test_hostile_and_unknown_ids_are_refused(shared, id):
    for ask in (jobs.stop, jobs.resume):
        with pytest.raises(Problem, match="does not exist"):
            ask(shared.workspace, id)
