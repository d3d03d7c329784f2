"""The answer: how good the model is on test data, at the threshold that validation chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.evaluation.notes import LOPSIDED
from bigmodel.evaluation.sentence import answer
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Interval, Metric, Outcome, Report, Sentence, Words
from bigmodel.spec.metric_names import METRIC_NAMES
from bigmodel.spec.numbers import count, interval, money, number, score, share
from bigmodel.tasks.task import Dataset

SHOWN = ("precision", "recall", "f1", "macro_f1", "pr_auc", "roc_auc", "top_5_accuracy", "accuracy")
"""Metrics that get a card, in this order."""
MANY_CLASSES = 20
"""From so many classes on, the right one among the first five is worth a card."""
HELP = {
    "f1": "One number for precision and recall: high only when both are.",
    "macro_f1": "F1 of each class, averaged, so that rare classes count as much as frequent ones.",
    "pr_auc": "Area under precision against recall over all thresholds. Guessing reaches the base rate.",
    "roc_auc": "How often a positive case has a higher score than a negative one. Guessing reaches 0.5.",
    "top_5_accuracy": "How often the right class is among the five most probable.",
    "accuracy": "The share of all cases that are decided right.",
}


class Headline:
    """The answer sentence, the metric cards and what limits them. It moves with no slider."""

    title = "Result"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """None: the headline does not move."""
        return ()

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The answer first; nothing before there is a result."""
        report, plan = run.report(), run.spec().plan
        outcome = plan.outcome
        if report is None or outcome is None:
            return ()
        return [
            Sentence(answer(report, words), level=1),
            Sentence(f"{worth(report, plan.costs.currency)}{ground(report, outcome, words)}", level=4),
            *cards(report, outcome, words),
            *(Sentence(note, tone="caution") for note in report.notes),
        ]


def worth(report: Report, currency: str) -> str:
    """What the answer is worth on test data, in a sentence; empty where no money was counted."""
    net = report.money.get("model")
    if net is None:
        return ""
    if net < 0:
        return f"On the test data this loses {money(-net, currency)}. "
    return f"On the test data this is worth {money(net, currency)}. "


def ground(report: Report, outcome: Outcome, words: Words) -> str:
    """What the answer stands on: which cases, which epoch, which threshold."""
    there = report.counts["test"]
    text = f"Test data never seen in training: {count(sum(there))} {words.cases}"
    if outcome.binary:
        noun = words.positive if there[1] == 1 else words.positives
        text += f", {count(there[1])} {noun} ({share(there[1] / max(1, sum(there)))})"
    else:
        text += f" in {len(outcome.classes)} classes"
    text += f". Ranges are 95 % intervals. Validation chose epoch {report.best_epoch} of {report.epochs}"
    if report.threshold is not None:
        text += f" and to have {words.cases} {words.flagged} from a score of {number(report.threshold)}"
    return text + "."


def cards(report: Report, outcome: Outcome, words: Words) -> list[Metric]:
    """The base rate, then the metrics of the test data with their intervals."""
    found = report.metrics["test"]
    left_out = {"f1"} if "macro_f1" in found else set()
    if len(outcome.classes) < MANY_CLASSES:
        left_out.add("top_5_accuracy")
    names = [name for name in SHOWN if name in found and name not in left_out]
    return [base_rate(report, outcome, words), *(card(name, found[name], report, outcome, words) for name in names)]


def base_rate(report: Report, outcome: Outcome, words: Words) -> Metric:
    """How often what is looked for happens at all; for more classes the share of the most frequent one."""
    there = report.counts["test"]
    total = max(1, sum(there))
    if outcome.binary:
        return Metric(
            "Base rate",
            share(there[1] / total),
            f"{count(there[1])} of {count(total)}",
            f"How many of the test {words.cases} are {words.called} at all. Read the other numbers beside it.",
        )
    most = max(range(len(there)), key=there.__getitem__)
    return Metric(
        "Largest class",
        share(there[most] / total),
        outcome.classes[most],
        "The share of the most frequent class: what always naming it would get right.",
    )


def card(name: str, found: Interval, report: Report, outcome: Outcome, words: Words) -> Metric:
    """One metric with its interval; accuracy stands beside guessing where guessing is nearly always right."""
    if name == "accuracy":
        there = report.counts["test"]
        guess = max(there) / max(1, sum(there))
        beside = f"{shares(found)}, guessing {share(guess)}" if guess >= LOPSIDED else shares(found)
        return Metric("Accuracy", share(found.value), beside, HELP[name], "caution" if guess >= LOPSIDED else "plain")
    own = {
        "precision": f"Of the {words.cases} {words.flagged}, the share that is {words.positive}.",
        "recall": f"Of all {words.positives}, the share that is {words.flagged}.",
    }
    averaged = {"precision": "Averaged over the classes.", "recall": "Averaged over the classes."}
    help = HELP.get(name) or (own if outcome.binary else averaged)[name]
    return Metric(METRIC_NAMES[name], score(found.value), interval(found), help)


def shares(found: Interval) -> str:
    """An interval of a share: ``98.1 to 99.4 %``."""
    if found.low is None or found.high is None:
        return "too few to tell"
    return f"{share(found.low).removesuffix(' %')} to {share(found.high)}"
