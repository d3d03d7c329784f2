"""Whom and what the suggestions serve: few bestsellers or the whole catalogue, the active or the new as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.figures.ranking import hits_by_activity
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Report, Sentence, Table, Words
from bigmodel.spec.numbers import number, share
from bigmodel.tasks.interactions.views.list_length import TITLES
from bigmodel.tasks.task import Dataset


class Reach:
    """Coverage, novelty, popularity bias; hit rate from the coldest to the most active quarter."""

    title = "Reach"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """None."""
        return ()

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """Chart and table; nothing before there is a result."""
        report = run.report()
        if report is None or "lists" not in report.extra:
            return ()
        return [
            Sentence("Whom and what the suggestions serve", level=2),
            Sentence(bias(report, words), level=4),
            hits_by_activity(report.extra["activity"], TITLES, words),
            Table("", lists_table(report)),
        ]


def bias(report: Report, words: Words) -> str:
    """How popular suggestions are beside what was chosen, in a sentence."""
    shown, chosen = report.extra["lists"]["model"]["popularity"], report.extra["chosen"]["popularity"]
    ratio = shown / chosen if chosen else 0.0
    side = "more often than" if ratio > 1.1 else "less often than" if ratio < 0.9 else "about as often as"
    return (
        f"A suggested item was chosen {number(shown)} times in training on average, {side} what {words.cases} chose "
        f"next ({number(chosen)} times). Novelty is higher the rarer the suggestions are."
    )


def lists_table(report: Report) -> dict[str, Sequence[Any]]:
    """One row a model: coverage, popularity and novelty of lists of ten."""
    metrics = {"model": report.metrics["test"], **report.baselines}
    lists = report.extra["lists"]
    names = [name for name in metrics if lists.get(name)]
    return {
        "Model": [TITLES.get(name, name) for name in names],
        "Coverage@10": [share(metrics[name]["coverage@10"].value) for name in names],
        "Times chosen in training": [number(lists[name]["popularity"]) for name in names],
        "Novelty in bits": [number(lists[name]["novelty"]) for name in names],
    }
