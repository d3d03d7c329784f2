import subprocess
import sys
import time

import psutil
import pytest

from bigmodel import jobs
from bigmodel.jobs.launch import _started, is_supervised
from bigmodel.jobs.settings import Settings
from bigmodel.runs.lock import FileLock
from bigmodel.spec import Problem


def wait_until(condition, seconds=10.0):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)


def test_of_supervisors_that_race_one_stays(bench):
    racers = []
    for _ in range(3):
        _started.pop(bench.workspace.root, None)
        jobs.ensure_supervisor(bench.workspace)
        racers.append(_started[bench.workspace.root])
    run = bench.submit()
    bench.wait(run, "finished")
    wait_until(lambda: sum(process.poll() is None for process in racers) <= 1)
    alive = [process for process in racers if process.poll() is None]
    assert [process.pid for process in alive] == [bench.supervisor().pid]
    assert all(process.poll() == 0 for process in racers if process not in alive)
    states = [event["status"] for event in run.events()[0] if event["kind"] == "status"]
    assert states.count("starting") == 1
    _started[bench.workspace.root] = alive[0]


def test_it_is_gone_after_its_idle_time_with_all_its_processes(bench, monkeypatch):
    monkeypatch.setenv("BIGMODEL_IDLE_SECONDS", "0.3")
    run = bench.submit(epochs=1, seconds=1.0)  # longer than the idle time: work keeps it
    supervisor = bench.supervisor()
    below = supervisor.children(recursive=True)
    assert below
    bench.wait(run, "finished")
    wait_until(lambda: not is_supervised(bench.workspace))
    _, alive = psutil.wait_procs(below, timeout=3)
    assert alive == []
    assert _started[bench.workspace.root].wait(3) == 0


def test_a_run_that_comes_while_it_leaves_is_not_lost(bench, monkeypatch):
    monkeypatch.setenv("BIGMODEL_IDLE_SECONDS", "0.05")
    for _ in range(6):
        bench.wait(bench.submit(epochs=1, seconds=0.0), "finished")


def test_it_survives_the_end_of_its_starter(bench):
    code = f"""
import time
from pathlib import Path
from bigmodel import jobs
from bigmodel.runs.workspace import Workspace
jobs.ensure_supervisor(Workspace(Path({str(bench.workspace.root)!r})))
print("started", flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True) as starter:
        assert starter.stdout.readline() == b"started\n"
        supervisor = bench.supervisor()
        starter.terminate()
    assert supervisor.is_running()
    run = bench.submit()
    bench.wait(run, "finished")
    assert bench.supervisor().pid == supervisor.pid


def test_a_run_without_a_wake_is_found_on_the_next_round(shared):
    shared.wait(shared.submit(epochs=1), "finished")
    shared.wait(shared.new_run(epochs=1), "finished", seconds=8)


def test_the_lock_goes_with_its_holder(tmp_path):
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.take()
    assert not second.take(0.05)
    first.release()
    assert second.take()
    second.release()
    with pytest.raises(Problem, match="can't be written"):
        FileLock(tmp_path / "none" / "lock").take()


def test_a_lock_that_stays_held_is_a_sentence(tmp_path, monkeypatch):
    holder, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert holder.take()
    monkeypatch.setattr(other, "take", lambda seconds: FileLock.take(other, 0.01))
    with pytest.raises(Problem, match="Another program"), other:
        pass
    holder.release()


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("BIGMODEL_PARALLEL", "3")
    monkeypatch.setenv("BIGMODEL_IDLE_SECONDS", "7.5")
    monkeypatch.setenv("BIGMODEL_PRELOAD", "json, csv")
    settings = Settings.from_environment()
    assert (settings.parallel, settings.idle_seconds, settings.preload) == (3, 7.5, ("json", "csv"))
    monkeypatch.setenv("BIGMODEL_PARALLEL", "many")
    with pytest.raises(Problem, match="BIGMODEL_PARALLEL should be a number, got 'many'"):
        Settings.from_environment()


def test_the_asking_side_loads_nothing_heavy():
    heavy = ("tensorflow", "keras", "mlflow", "streamlit", "pandas")
    code = f"import sys, bigmodel.jobs; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
