"""A run in the words of the command line: one JSON object, or a few sentences."""

from __future__ import annotations

import json
from typing import Any

from bigmodel.evaluation.sentence import answer
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Report

SHOWN = (
    "accuracy",
    "precision",
    "recall",
    "f1",
    "macro_f1",
    "pr_auc",
    "roc_auc",
    "ndcg@10",
    "hit_rate@10",
    "recall@10",
    "precision@10",
    "f1@10",
    "mrr",
    "coverage@10",
)


def print_json(value: Any) -> None:
    """Print one JSON object on standard output."""
    print(json.dumps(value, ensure_ascii=False, allow_nan=False))


def run_result(folder: RunFolder) -> dict[str, Any]:
    """The result of a run as the object that ``--json`` prints; metrics are empty while there is no result."""
    spec, status = folder.spec(), folder.status()
    report = folder.report() if folder.has_result() else None
    found: dict[str, Any] = {
        "run": folder.id,
        "name": folder.name(),
        "status": status.status,
        "message": status.message,
        "template": spec.plan.template,
        "rows": spec.rows,
        "columns": spec.columns,
    }
    if report is None:
        return {**found, "seconds": None, "threshold": None, "metrics": {}, "baselines": {}, "findings": []}
    return {
        **found,
        "seconds": round(report.seconds, 2),
        "threshold": report.threshold,
        "best_epoch": report.best_epoch,
        "epochs": report.epochs,
        "metrics": {part: _plain(metrics) for part, metrics in report.metrics.items()},
        "baselines": {name: _plain(metrics) for name, metrics in report.baselines.items()},
        "findings": report.notes,
    }


def summary(folder: RunFolder) -> str:
    """The answer in a sentence, then the test metrics with intervals beside the best baseline."""
    report = folder.report()
    assert report is not None
    lines = [f"{folder.name()} ({folder.id}): {answer(report, folder.spec().words)}"]
    for name in SHOWN:
        if name in report.metrics["test"]:
            lines.append(_line(name, report))
    return "\n".join([*lines, *report.notes])


def _line(name: str, report: Report) -> str:
    found = report.metrics["test"][name]
    interval = "too few to tell" if found.low is None or found.high is None else f"{found.low:.3g} to {found.high:.3g}"
    beside = ", ".join(
        f"{baseline.replace('_', ' ')} {metrics[name].value:.3g}"
        for baseline, metrics in report.baselines.items()
        if name in metrics
    )
    return f"  {name:<12} {found.value:.3g} ({interval}); {beside}"


def _plain(metrics: dict[str, Any]) -> dict[str, Any]:
    return {name: interval.model_dump() for name, interval in metrics.items()}
