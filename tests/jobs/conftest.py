import json
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

    def process(self, run: RunFolder) -> psutil.Process:
        """The run's process. Without a number psutil would take the test's own."""
        pid = wait_for(lambda: run.status().pid, what=f"for a process, is {run.status()}")
        return psutil.Process(pid)

    def supervisor(self) -> psutil.Process:
        path = self.workspace.root / "supervisor.json"
        wait_for(path.exists, what="for a supervisor")
        return psutil.Process(json.loads(path.read_bytes())["pid"])

    def clear(self) -> None:
        """Stop what is still at work, so that the next test finds an idle supervisor."""
        for row in self.workspace.runs():
            if row.active:
                jobs.stop(self.workspace, row.id)
        wait_for(lambda: not any(row.active for row in self.workspace.runs()), what="for an empty queue")

    def end(self) -> None:
        started = _started.pop(self.workspace.root, None)
        if started is not None and started.poll() is None:
            started.terminate()
            started.wait(10)
        path = self.workspace.root / "supervisor.json"
        if path.exists():  # one that another process of a test started
            try:
                process = psutil.Process(json.loads(path.read_bytes())["pid"])
                if "bigmodel.jobs" in process.cmdline():
                    process.terminate()
                    process.wait(10)
            except psutil.NoSuchProcess:
                pass


def fill(folder: Path) -> tuple[int, int, str]:
    (folder / "rows.bin").write_bytes(b"x")
    return 10, 1, "f" * 64


def set_up(patch: pytest.MonkeyPatch) -> None:
    """Supervisors of tests find the fake trainers and preload nothing, so that they are there at once."""
    patch.setenv("PYTHONPATH", str(FAKES))
    patch.setenv("BIGMODEL_PRELOAD", "")
    patch.setenv("BIGMODEL_PARALLEL", "1")
    patch.delenv("MLFLOW_TRACKING_URI", raising=False)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A bench with a supervisor of its own, to be killed and raced at will."""
    set_up(monkeypatch)
    bench = Bench(tmp_path / "home")
    yield bench
    bench.end()


@pytest.fixture(scope="session")
def _common(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with pytest.MonkeyPatch.context() as patch:
        set_up(patch)
        bench = Bench(tmp_path_factory.mktemp("common") / "home")
        jobs.ensure_supervisor(bench.workspace)
        bench.supervisor()
    yield bench
    bench.end()


@pytest.fixture
def shared(_common: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A bench whose supervisor is shared by the tests that leave it in peace."""
    set_up(monkeypatch)
    yield _common
    _common.clear()
