"""What a finished run found: metrics with intervals, baselines, the threshold that validation chose."""

from __future__ import annotations

from typing import Any

from bigmodel.spec.record import Record


class Interval(Record):
    """A value with its 95 % interval; ``low`` and ``high`` are None where there is too little to tell."""

    value: float
    low: float | None = None
    high: float | None = None


Metrics = dict[str, Interval]
"""Metric names as on the command line: accuracy, precision, recall, f1, macro_f1, pr_auc, roc_auc, brier, log_loss."""


class Report(Record):
    """``report.json`` of a run.

    Attributes:
        best_epoch: The epoch that validation chose, 1 for the first.
        epochs: Epochs that were trained.
        threshold: The cost-minimising validation threshold; None for more than two classes.
        metrics: ``{"test": ..., "validation": ...}``.
        baselines: Baseline name (majority, logistic_regression, boosted_trees) to its metrics on the test set.
        counts: ``{"train": [n per class], "validation": ..., "test": ...}``.
        money: Net benefit on test rows at the threshold: ``{"model": 1.0, "logistic_regression": ...}``; empty
            for more than two classes.
        seconds: Wall time from start to report.
        notes: Sentences about limits of the result.
        extra: What a task adds (per-class tables and such, JSON values).
    """

    best_epoch: int
    epochs: int
    threshold: float | None
    metrics: dict[str, Metrics]
    baselines: dict[str, Metrics]
    counts: dict[str, list[int]]
    money: dict[str, float] = {}
    seconds: float
    notes: list[str] = []
    extra: dict[str, Any] = {}
