"""The model beside simple ones that were fitted on the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.evaluation.notes import BASELINES
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Metrics, Report, Sentence, Table, Words
from bigmodel.spec.metric_names import METRIC_NAMES
from bigmodel.spec.numbers import money, share, with_interval
from bigmodel.tasks.task import Dataset


class Baselines:
    """Test metrics of the model and of every baseline, and what each is worth."""

    title = "Beside simpler models"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """None."""
        return ()

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The table; nothing before there is a result or where no baseline was fitted."""
        report = run.report()
        if report is None or not report.baselines:
            return ()
        return [
            Sentence(self.title, level=2),
            Sentence(ground(report), level=4),
            comparison(report, words, run.spec().plan.costs.currency),
        ]


def ground(report: Report) -> str:
    """What the comparison stands on: which data, which thresholds."""
    if report.threshold is None:
        return "On the same test data."
    text = "On the same test data, each at the threshold that validation chose for it"
    if "majority" in report.baselines:
        text += f"; {BASELINES['majority']} needs none, it gives every case the more frequent class"
    return f"{text}."


def comparison(report: Report, words: Words, currency: str) -> Table:
    """One row a model, this one first."""
    rows: dict[str, Metrics] = {"model": report.metrics["test"], **report.baselines}
    titles = {"model": "This model", **BASELINES}
    columns: dict[str, Sequence[Any]] = {
        "Model": [capital(titles.get(name, name.replace("_", " "))) for name in rows],
    }
    for name in ("macro_f1", "pr_auc", "f1", "precision", "recall", "roc_auc"):
        if name in report.metrics["test"] and not (name == "f1" and "macro_f1" in report.metrics["test"]):
            columns[METRIC_NAMES[name]] = [
                with_interval(found[name]) if name in found else "–" for found in rows.values()
            ]
    columns["Accuracy"] = [share(found["accuracy"].value) if "accuracy" in found else "–" for found in rows.values()]
    if report.money:
        columns[words.money] = [money(report.money.get(name), currency) for name in rows]
    return Table("", columns)


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
