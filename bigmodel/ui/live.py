"""What the live chart asks for: new events of a run, its status, its place in the queue and what they mean."""

from __future__ import annotations

import logging
import time
from typing import Any

from bigmodel.jobs.ask import KILL
from bigmodel.jobs.settings import stop_patience
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Event, Problem
from bigmodel.ui.epochs import epochs_of, size_of
from bigmodel.ui.lost_runs import close_lost_runs
from bigmodel.ui.run_words import never_started

log = logging.getLogger(__name__)

LEARNS = ("queued", "starting", "training")
"""States in which more epochs may come."""


def news(workspace: Workspace, id: str, after: int) -> dict[str, Any]:
    """All that is new in a run since byte ``after`` of its events.

    Returns:
        ``events``, ``next`` (the offset to ask from), ``status``, ``message``, ``started``, ``ended``, ``now``
        (seconds since 1970 by this machine's clock), ``never_started`` (stopped in the queue),
        ``place`` (in the queue, None when not queued), ``stop``
        (None, ``"asked"``, ``"late"`` where a run at work had its time to stop, so that another stop ends it, or
        ``"ending"`` once that was asked) and, where an epoch or a state is among the events of a run that has finished
        an epoch, ``sentence``.

    Raises:
        Problem: There is no such run.
    """
    folder = workspace.run(id)
    if folder.status().active:
        _close_lost(workspace)
    status = folder.status()
    # An offset may be any number, a file can't be read from everywhere.
    events, offset = folder.events(min(after, size_of(folder)))
    answer: dict[str, Any] = {
        "events": events,
        "next": offset,
        "status": status.status,
        "message": status.message,
        "started": status.started,
        "ended": status.ended,
        "now": time.time(),
        "stop": _stop(folder) if status.active else None,
        "never_started": never_started(status.status, status.message),
        "place": _place(workspace, id) if status.status == "queued" else None,
    }
    if any(event["kind"] in ("epoch", "status") for event in events) and (epochs := epochs_of(folder)):
        # Asked once more: the status that an event tells of stands in the file, but may be younger than the one above.
        answer["sentence"] = _sentence(epochs, over=folder.status().status not in LEARNS)
    return answer


def _close_lost(workspace: Workspace) -> None:
    try:
        close_lost_runs(workspace)
    except Problem as problem:
        # What the chart asks for is there all the same; the page says it when it is drawn next.
        log.warning("Lost runs could not be closed: %s", problem)


def _stop(folder: RunFolder) -> str | None:
    try:
        asked = folder.stop_path.stat().st_mtime
        if folder.stop_path.read_bytes() == KILL:
            return "ending"
    except FileNotFoundError:
        return None
    late = folder.status().status != "queued" and time.time() - asked >= stop_patience()
    return "late" if late else "asked"


def _place(workspace: Workspace, id: str) -> int | None:
    return next((row.place for row in workspace.runs() if row.id == id), None)


def _sentence(epochs: list[Event], *, over: bool) -> str:
    # Imported when the first epoch is there: the app starts without the evaluation room.
    from bigmodel.evaluation.curves import describe

    return describe(epochs, over=over)
