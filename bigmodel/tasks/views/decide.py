"""Where to draw the line: the decision on validation scores, and the decisions that were kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.evaluation.decision import cumulative, days_spanned, decide
from bigmodel.runs.decisions import KeptDecision
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_baselines, read_cases
from bigmodel.spec import Block, Control, Costs, Decision, Report, RunSpec, Sentence, Table, Words
from bigmodel.spec.numbers import money, number, score
from bigmodel.tasks.task import Dataset

PEER = "logistic_regression"


class Decide:
    """Threshold, alerts, costs and money; for two classes."""

    title = "Decide"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """None: the decision brings its own."""
        return ()

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The decision; nothing for more than two classes or before there is a result."""
        report, spec = run.report(), run.spec()
        if report is None or report.threshold is None:
            return ()
        start = {"threshold": report.threshold, **spec.plan.costs.model_dump()}
        return [
            Decision(decision_table(run, spec, report), words.model_dump(), start),
            *kept_blocks(run.decisions(), words, report.epochs),
        ]


def decision_table(run: RunFolder, spec: RunSpec, report: Report) -> dict[str, Any]:
    """The cumulative table of the validation scores, with the curve of logistic regression as ``reference``."""
    cases = read_cases(run, "validation")
    table = cumulative(cases.y, cases.score, cases.amount, spec.plan.costs, days_of(cases, spec, report))
    peer = read_baselines(run).get(PEER, {}).get("validation")
    if peer is not None:
        curve = cumulative(cases.y, peer, None, spec.plan.costs, None)["pr"]
        table["reference"] = {"name": "logistic regression", **curve}
    return table


def days_of(cases: CaseScores, spec: RunSpec, report: Report) -> float | None:
    """How many days of work the cases are, so that alerts can be told per day; None without times.

    Cut off by time they are all cases of their days. Otherwise they are only a share of what came in on those days,
    and count for that share: of all rows where they were drawn from all, of training and validation rows where a
    column keeps the test apart, for that may come from other days.
    """
    days, split = days_spanned(cases.time), spec.plan.split.kind
    if days is None or split == "time":
        return days
    drawn_from = (
        sum(map(sum, (report.counts["train"], report.counts["validation"]))) if split == "column" else spec.rows
    )
    return days * len(cases.y) / max(1, drawn_from)


def keep(run: RunFolder, threshold: float, costs: Costs) -> KeptDecision:
    """Keep a decision with the run, with what it does on validation and on test rows.

    Raises:
        Problem: The scores are gone or the decision can't be written.
    """
    results = {part: judged(read_cases(run, part), costs, threshold) for part in ("validation", "test")}
    done = run.spec().words.flagged
    name = f"{done.capitalize()} from {number(threshold)}" if results["validation"]["alerts"] else f"Nothing {done}"
    return run.keep_decision(name, threshold, costs, results["validation"], results["test"])


def judged(cases: CaseScores, costs: Costs, threshold: float) -> dict[str, Any]:
    """What a threshold does to these cases."""
    return decide(cases.y, cases.score, cases.amount, costs, threshold)


def kept_blocks(kept: Sequence[KeptDecision], words: Words, epochs: int) -> list[Block]:
    """The kept decisions, newest first, and how many looks at the test data that makes.

    Args:
        kept: The decisions, oldest first.
        words: The template's words.
        epochs: Epochs of the result as it stands: what was kept of an earlier one is marked.
    """
    if not kept:
        return []
    newest = list(reversed(kept))
    columns: dict[str, Sequence[Any]] = {"Decision": [decision_name(each, epochs) for each in newest]}
    for part in ("validation", "test"):
        results = [getattr(each, part) for each in newest]
        columns[f"Alerts, {part}"] = [result["alerts"] for result in results]
        columns[f"Precision, {part}"] = [score(result["precision"]) for result in results]
        columns[f"Recall, {part}"] = [score(result["recall"]) for result in results]
        columns[f"{words.money}, {part}"] = [
            money(result["money"], each.costs.currency) for each, result in zip(newest, results, strict=True)
        ]
    columns["False alarm costs"] = [money(each.costs.false_alarm, each.costs.currency) for each in newest]
    columns["Miss costs"] = [miss_words(each.costs) for each in newest]
    formats = {name: "count" for name in columns if name.startswith("Alerts")}
    looks = "One decision has" if len(kept) == 1 else f"{len(kept)} decisions have"
    return [
        Table("Kept decisions", columns, formats),
        Sentence(
            f"{looks} been looked at on test data. The more one looks, the more likely the best of them is luck; "
            "the result at the top stays the one that validation chose.",
            level=4,
        ),
    ]


def decision_name(kept: KeptDecision, epochs: int) -> str:
    """Its name, and that it belongs to an earlier result where the run was resumed since."""
    return kept.name if kept.epochs in (None, epochs) else f"{kept.name} (before the run went on)"


def miss_words(costs: Costs) -> str:
    """What a miss costs, in words."""
    return "its amount" if costs.miss_is_amount else money(costs.miss, costs.currency)
