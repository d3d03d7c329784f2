"""How many suggestions to show: what a longer list gains, for the model and the baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bigmodel.evaluation.ranking import coverage, gains
from bigmodel.figures.ranking import hits_by_length
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.ranks import MODEL, CaseRanks, read_ranks
from bigmodel.spec import Block, Control, Sentence, Table, Words
from bigmodel.spec.numbers import share
from bigmodel.tasks.interactions.judged import BASELINES, LISTED
from bigmodel.tasks.task import Dataset

TITLES = {MODEL: "This model", **{name: text[:1].upper() + text[1:] for name, text in BASELINES.items()}}
TITLES["popularity"] = "Bestseller list"


class ListLength:
    """A slider over the length of the list."""

    title = "List length"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """The length of the list."""
        if run.report() is None:
            return ()
        return (Control(name="k", title="Suggestions shown", kind="slider", default=10, low=1, high=LISTED, step=1),)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """Curve and table; nothing before there is a result."""
        report = run.report()
        if report is None:
            return ()
        cases, k = read_ranks(run), int(values.get("k", 10))
        lengths = list(range(1, LISTED + 1))
        curves = {
            TITLES.get(name, name): [float((ranked.rank <= length).mean()) for length in lengths]
            for name, ranked in cases.models.items()
        }
        return [
            Sentence("How many to show", level=2),
            Sentence(said(cases, k, words), level=4),
            hits_by_length(curves, k, words),
            Table("", at_length(cases, k, int(report.extra.get("items", 0)))),
        ]


def said(cases: CaseRanks, k: int, words: Words) -> str:
    """What a list of ``k`` reaches, in a sentence."""
    rate = share(float((cases.models[MODEL].rank <= k).mean()))
    noun = "one suggestion" if k == 1 else f"{k} suggestions"
    return f"With {noun}, {rate} of the {words.cases} find their next choice. Each has one right item."


def at_length(cases: CaseRanks, k: int, items: int) -> dict[str, Sequence[Any]]:
    """One row a model: the metrics of lists of ``k``."""
    columns: dict[str, list[Any]] = {"Model": [TITLES.get(name, name) for name in cases.models]}
    for name, title in (
        ("hit_rate", "Hit rate"),
        ("precision", "Precision"),
        ("recall", "Recall"),
        ("f1", "F1"),
        ("ndcg", "NDCG"),
    ):
        means = [float(np.mean(gains(ranked.rank, k)[name])) for ranked in cases.models.values()]
        columns[title] = [share(mean) if name == "hit_rate" else f"{mean:.3f}" for mean in means]
    columns["Coverage"] = [share(coverage(ranked.top[:, :k], items)) for ranked in cases.models.values()]
    return dict(columns)
