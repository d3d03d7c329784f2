"""The exit code of a command that waits for a run."""

import pytest

from bigmodel.cli.train import wait
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Outcome, Plan


@pytest.fixture
def new_run(tmp_path):
    workspace = Workspace(tmp_path / "home")
    record = workspace.datasets.add("Claims", "tabular", "fraud", lambda _: (10, 1, "f" * 64))
    plan = Plan(
        template="fraud",
        fields=(Field(name="y", kind="category", role="target"),),
        outcome=Outcome(classes=("no", "yes")),
        network="mlp",
    )
    return workspace, workspace.new_run("tabular", "nowhere:train", plan, record, 0)


@pytest.mark.parametrize(
    ("status", "asked", "code"),
    [
        ("finished", False, 0),
        ("finished", True, 0),  # the stop came too late
        ("stopped", True, 130),
        ("interrupted", True, 130),  # left the queue
        ("interrupted", False, 1),
        ("failed", False, 1),
        ("failed", True, 1),
    ],
)
def test_exit_codes(new_run, status, asked, code, capsys):
    workspace, run = new_run
    if asked:
        run.ask_stop()
    run.set_status(status, "Said so.")
    assert wait(workspace, run, True) == code
    assert status in capsys.readouterr().out
