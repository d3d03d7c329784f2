import time

import psutil
import pytest

from bigmodel import jobs
from bigmodel.jobs.starter import can_fork


@pytest.mark.skipif(not can_fork(), reason="spawn is used here: there is nothing to preload")
def test_the_libraries_are_there_before_the_run(bench, monkeypatch, capsys):
    monkeypatch.setenv("BIGMODEL_PRELOAD", "keras,tensorflow")
    begin = time.time()
    cold = bench.submit("first_line")
    bench.wait(cold, "finished", seconds=60)
    seconds = {"cold": line(cold)["began"] - begin}
    begin = time.time()
    warm = bench.submit("first_line", operation=True)
    bench.wait(warm, "finished", seconds=60)
    seconds["warm"] = line(warm)["began"] - begin
    seconds["warm, first operation"] = line(warm, "operation")["ended"] - begin
    with capsys.disabled():
        print("\nfrom submit to the trainer's first line:", {name: round(value, 3) for name, value in seconds.items()})
    for run in (cold, warm):
        assert line(run)["heavy"]  # imported though the trainer imported nothing
        assert line(run)["nice"] >= 10
    assert line(warm, "operation")["value"] == 8.0
    rss = psutil.Process(bench.supervisor().pid).memory_info().rss
    assert rss < 200e6, "the supervisor itself never loads TensorFlow"


def line(run, message="first line"):
    return next(event for event in run.events()[0] if event.get("message") == message)


def test_spawn_serves_where_nothing_can_be_forked(bench, monkeypatch):
    monkeypatch.setenv("BIGMODEL_START", "spawn")
    run = bench.submit(epochs=500)
    bench.wait(run, "training", seconds=20)
    assert "multiprocessing.spawn" in " ".join(bench.process(run).cmdline())
    process = bench.process(run)
    bench.supervisor().kill()
    process.wait(2)
    assert jobs.reconcile(bench.workspace) == [run.id]
