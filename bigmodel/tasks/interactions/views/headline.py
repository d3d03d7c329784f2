"""The answer: for how many the next choice is among ten suggestions, and what the bestseller list reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.evaluation.sentence import answer
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Metric, Report, Sentence, Words
from bigmodel.spec.metric_names import METRIC_NAMES
from bigmodel.spec.numbers import count, interval, score, share
from bigmodel.tasks.interactions.judged import BASELINES
from bigmodel.tasks.task import Dataset

SHOWN = ("ndcg@10", "recall@10", "precision@10", "f1@10", "mrr")
HELP = {
    "ndcg@10": "1 where the right item stands first, less the further down it stands, 0 outside the ten.",
    "recall@10": "Of what people chose next, the share that stands among the ten: the hit rate, one item being asked.",
    "precision@10": "Of the ten suggestions, the share that is right. With one right item it is 0.1 at most.",
    "f1@10": "One number for precision and recall at ten suggestions. With one right item it is 0.18 at most.",
    "mrr": "Mean of 1 divided by the place of the right item in the whole ranking.",
}


class Headline:
    """The answer sentence, the metric cards beside the best baseline, and what limits them."""

    title = "Result"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """None: the headline does not move."""
        return ()

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The answer first; nothing before there is a result."""
        report = run.report()
        if report is None:
            return ()
        return [
            Sentence(answer(report, words), level=1),
            Sentence(ground(report, words), level=4),
            *cards(report),
            *(Sentence(note, tone="caution") for note in report.notes),
        ]


def ground(report: Report, words: Words) -> str:
    """What the answer stands on."""
    items, users = report.extra.get("items", 0), sum(report.counts["test"])
    again = (
        "What somebody chose before may be suggested again, for people do choose it again here."
        if report.extra.get("repeats")
        else "What somebody chose before is not suggested again."
    )
    return (
        f"{count(users)} {words.case if users == 1 else words.cases} and what each chose next, never seen in training; "
        f"all {count(items)} items are ranked. Ranges are 95 % intervals over {words.cases}. Validation chose epoch "
        f"{report.best_epoch} of {report.epochs}. {again}"
    )


def cards(report: Report) -> list[Metric]:
    """What the bestseller list reaches, then the metrics beside the best baseline."""
    found = report.metrics["test"]
    popular = report.baselines.get("popularity")
    shown = []
    if popular is not None:
        shown.append(
            Metric(
                "Base rate",
                share(popular["hit_rate@10"].value),
                "hit rate of the bestseller list",
                "How often the ten items that are chosen most hold the next choice. Read the other numbers beside it.",
            )
        )
    rate = found["hit_rate@10"]
    shown.append(Metric("Hit rate@10", share(rate.value), beside(report, "hit_rate@10"), HELP["recall@10"]))
    shown += [
        Metric(METRIC_NAMES[name], digits(name, found[name].value), beside(report, name), HELP[name])
        for name in SHOWN
        if name in found and name != "recall@10"
    ]
    shown.append(
        Metric(
            "Coverage@10",
            share(found["coverage@10"].value),
            beside(report, "coverage@10"),
            "The share of all items that stand in at least one list of ten.",
        )
    )
    return shown


def beside(report: Report, name: str) -> str:
    """The interval of a metric and the baseline that has most of it."""
    found = report.metrics["test"][name]
    told = [] if name == "coverage@10" else [spelt(report, name)]
    best = max(report.baselines, key=lambda each: report.baselines[each][name].value, default=None)
    if best is not None:
        told.append(f"{BASELINES.get(best, best)} {digits(name, report.baselines[best][name].value)}")
    return ", ".join(told) if found.low is not None or best is not None else interval(found)


def spelt(report: Report, name: str) -> str:
    """The interval of a metric in its own digits."""
    found = report.metrics["test"][name]
    if found.low is None or found.high is None:
        return "too few to tell"
    return f"{digits(name, found.low)} to {digits(name, found.high)}"


def digits(name: str, value: float) -> str:
    """Shares as per cent, what is small by nature with three decimals."""
    if name in ("hit_rate@10", "coverage@10"):
        return share(value)
    return f"{value:.3f}" if name in ("precision@10", "f1@10", "ndcg@10", "mrr") else score(value)
