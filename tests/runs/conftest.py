from pathlib import Path

import pytest

from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Outcome, Plan


def fill(folder: Path) -> tuple[int, int, str]:
    (folder / "rows.bin").write_bytes(b"0123456789")
    return 10, 2, "f" * 64


@pytest.fixture
def plan() -> Plan:
    fields = (Field(name="a", kind="number", role="feature"), Field(name="y", kind="category", role="target"))
    return Plan(template="fraud", fields=fields, outcome=Outcome(classes=("no", "yes")), network="mlp")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home")


@pytest.fixture
def new_run(workspace: Workspace, plan: Plan):
    dataset = workspace.datasets.add("Claims", "tabular", "fraud", fill)

    def make(name: str | None = None) -> RunFolder:
        return workspace.new_run("tabular", "nowhere:train", plan, dataset, 0, name=name)

    return make
