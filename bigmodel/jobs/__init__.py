"""Starting, stopping and resuming runs; light enough for the app and the command line."""

from bigmodel.jobs.ask import can_resume, resume, stop, submit
from bigmodel.jobs.launch import ensure_supervisor
from bigmodel.jobs.reconcile import reconcile

__all__ = ["can_resume", "ensure_supervisor", "reconcile", "resume", "stop", "submit"]
