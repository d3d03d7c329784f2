"""Find a run by what was typed."""

from __future__ import annotations

from bigmodel.jobs import reconcile
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Problem


def find_run(workspace: Workspace, typed: str) -> RunFolder:
    """A run by its id or its name; runs whose process died unseen are marked first.

    Raises:
        Problem: None or several runs have that name.
    """
    reconcile(workspace)
    rows = workspace.runs()
    matches = [row for row in rows if row.id == typed] or [row for row in rows if row.name == typed]
    if not matches:
        raise Problem(f"There is no run {typed!r}", remedy="See 'bigmodel runs'.")
    if len(matches) > 1:
        ids = ", ".join(row.id for row in matches)
        raise Problem(f"{len(matches)} runs are named {typed!r}", remedy=f"Use one of the ids {ids}.")
    return workspace.run(matches[0].id)
