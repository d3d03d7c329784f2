"""A run in a few words: how it stands and what it found."""

from __future__ import annotations

from bigmodel.jobs.ask import NEVER_STARTED
from bigmodel.runs.row import Headline, RunRow
from bigmodel.spec import Interval, numbers
from bigmodel.spec.metric_names import in_sentence

AT_WORK = {"queued": "waiting", "evaluating": "testing"}


def never_started(status: str, message: str) -> bool:
    """Whether a run was taken out of the queue on request; its state is ``interrupted``, but nothing broke off."""
    return status == "interrupted" and message == NEVER_STARTED


def status_words(row: RunRow) -> str:
    """The state of a run in words: ``training 62 %``, ``stopped at epoch 7``, ``waiting, 2 in the queue``."""
    if never_started(row.status, row.message):
        return "stopped before it started"
    if row.status == "queued" and row.place:
        return f"waiting, {row.place} in the queue"
    if row.status == "training" and row.epochs:
        return f"training {100 * row.epoch / row.epochs:.0f} %"
    if row.status == "stopped" and row.epoch:
        return f"stopped at epoch {row.epoch}"
    return AT_WORK.get(row.status, row.status)


def result_words(headline: Headline | None, *, whole: bool = True) -> str:
    """The headline, with its interval where ``whole``: ``PR-AUC 0.71 (0.66 to 0.75)``; empty where there is none."""
    if headline is None:
        return ""
    said = f"{in_sentence(headline.metric)} {numbers.score(headline.value)}"
    found = Interval(value=headline.value, low=headline.low, high=headline.high)
    return f"{said} ({numbers.interval(found)})" if whole else said
