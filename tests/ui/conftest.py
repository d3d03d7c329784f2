import pytest

from bigmodel import jobs
from bigmodel.ui import lost_runs


@pytest.fixture(autouse=True)
def looks(monkeypatch):
    """The workspaces in which lost runs were looked for; no supervisor is started for runs that merely wait."""
    seen = []
    monkeypatch.setattr(jobs, "reconcile", seen.append)
    monkeypatch.setattr(lost_runs, "_looked", {})
    return seen
