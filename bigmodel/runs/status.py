"""How a run stands (``status.json``)."""

from __future__ import annotations

import time
from typing import Any

from pydantic import Field

from bigmodel.spec import ACTIVE, Record, Status


class RunStatus(Record):
    """The state of a run; times are seconds since 1970.

    Attributes:
        status: The state.
        message: One sentence about it, empty where nothing needs saying.
        pid: The run's process while it is at work.
        queued: When it was last put into the queue.
        started: When its process was last started.
        ended: When it came to its end.
        epoch: Epochs that are finished.
        epochs: Epochs that are planned, 0 before training began.
        resume: Whether it was queued to go on from the last finished epoch.
        cut_short: Whether its training ended on request before it was complete.
        updated: When this record was written.
    """

    status: Status
    message: str = ""
    pid: int | None = None
    queued: float | None = None
    started: float | None = None
    ended: float | None = None
    epoch: int = Field(0, ge=0, le=10**9)
    epochs: int = Field(0, ge=0, le=10**9)
    resume: bool = False
    cut_short: bool = False
    updated: float = 0.0

    @property
    def active(self) -> bool:
        """Whether the run waits or is at work."""
        return self.status in ACTIVE

    def moved(self, status: Status, message: str, more: dict[str, Any]) -> RunStatus:
        """The record of a new state, with the times that go with it."""
        now = time.time()
        times: dict[str, Any] = {}
        if status == "queued":
            times = {"queued": now, "started": None, "ended": None, "pid": None}
        elif status == "starting":
            times = {"started": now, "ended": None, "cut_short": False}
        elif status not in ACTIVE:
            times = {"ended": now, "pid": None}
        changes = {"status": status, "message": message, "updated": now, **times, **more}
        return RunStatus.model_validate({**self.model_dump(), **changes})
