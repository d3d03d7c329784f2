import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from bigmodel import jobs
from bigmodel.jobs.launch import _started
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Outcome, Plan

FAKES = Path(__file__).parent / "fakes"


def wait_for(condition: Callable[[], Any], seconds: float = 10.0, what: str = "") -> Any:
    """Wait until something holds; fail with words when it does not in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"waited {seconds} s in vain {what}")


class Bench:
    """A workspace with a way to make runs of the fake trainers and to look at the supervisor."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace(root)

    def new_run(self, trainer: str = "train", **hparams: Any) -> RunFolder:
        if not self.workspace.datasets.list():
            self.workspace.datasets.add("Claims", "tabular", "fraud", fill)
        dataset = self.workspace.datasets.list()[0]
        plan = Plan(
            template="fraud",
            fields=(Field(name="y", kind="category", role="target"),),
            outcome=Outcome(classes=("no", "yes")),
            network="mlp",
            hparams=hparams,
        )
        return self.workspace.new_run("tabular", f"fake_trainers:{trainer}", plan, dataset, 0)

    def submit(self, trainer: str = "train", **hparams: Any) -> RunFolder:
        run = self.new_run(trainer, **hparams)
        jobs.submit(self.workspace, run)
        return run

    def wait(self, run: RunFolder, *statuses: str, seconds: float = 10.0) -> str:
        """Wait for a state (any end by default); its message."""
        wanted = statuses or ("finished", "stopped", "failed", "interrupted")
        wait_for(lambda: run.status().status in wanted, seconds, f"for {wanted}, is {run.status()}")
        return run.status().message

    def supervisor(self) -> psutil.Process:
        path = self.workspace.root / "supervisor.json"
        wait_for(path.exists, what="for a supervisor")
        return psutil.Process(json.loads(path.read_bytes())["pid"])

    def end(self) -> None:
        path = self.workspace.root / "supervisor.json"
        for process in _started.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(10)
        if path.exists():
            pid = json.loads(path.read_bytes())["pid"]
            if psutil.pid_exists(pid) and pid != os.getpid():
                psutil.Process(pid).terminate()
        _started.clear()


def fill(folder: Path) -> tuple[int, int, str]:
    (folder / "rows.bin").write_bytes(b"x")
    return 10, 1, "f" * 64


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A bench whose supervisor preloads nothing, so that it is there at once."""
    monkeypatch.setenv("PYTHONPATH", str(FAKES))
    monkeypatch.setenv("BIGMODEL_PRELOAD", "")
    monkeypatch.setenv("BIGMODEL_PARALLEL", "1")
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    bench = Bench(tmp_path / "home")
    yield bench
    bench.end()
