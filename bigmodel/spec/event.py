"""What a run tells while it goes: one JSON object a line in ``events.jsonl``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypedDict

Status = Literal["queued", "starting", "training", "evaluating", "finished", "stopped", "failed", "interrupted"]
"""The states of a run. ``stopped`` ran to a result on request, ``interrupted`` died and can be resumed."""

ACTIVE: frozenset[str] = frozenset({"queued", "starting", "training", "evaluating"})
"""States in which a run is waiting or at work."""

HAS_RESULT: frozenset[str] = frozenset({"finished", "stopped"})
"""States in which a run has a bundle and a report."""


class Event(TypedDict, total=False):
    """One line of ``events.jsonl``. ``kind`` and ``t`` are always there, the rest by kind.

    ``status``: status, message. ``begin``: epochs, steps (an epoch's), rows (of training), first_epoch (0 or the
    one resumed from), classes. ``step``: epoch (a fraction: 2.25 is a quarter into the third), step, loss,
    accuracy (for a ranking of the next item; both running means since the last event), rows_per_second. ``epoch``:
    epoch (1 for the first), loss, accuracy, val_loss, val_accuracy, threshold (binary), precision, recall, f1 (macro
    for more classes), pr_auc (binary), money (binary), macro_f1, or for a ranking ndcg, recall, precision, f1, hit_rate
    (each of the first ten) and mrr, best (the best epoch so far), learning_rate, seconds.
    ``prepare``: done, of (how many cases), left (seconds); before ``begin``, where cases are first looked at once.
    ``log``: message.
    """

    kind: Literal["status", "prepare", "begin", "step", "epoch", "log"]
    t: float
    status: Status
    message: str
    done: int
    of: int
    left: float
    epochs: int
    steps: int
    rows: int
    first_epoch: int
    classes: int
    epoch: float
    step: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    rows_per_second: float
    threshold: float | None
    precision: float
    recall: float
    f1: float
    macro_f1: float
    pr_auc: float
    money: float
    ndcg: float
    hit_rate: float
    mrr: float
    best: int
    learning_rate: float
    seconds: float


Emit = Callable[..., Any]
"""``emit(kind, **values)``: appends one event; the time is added by the writer."""

Stopped = Callable[[], bool]
"""Asked between steps; true once somebody wants the run to stop and keep its best weights."""
