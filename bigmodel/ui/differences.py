"""In what two runs differ: their settings and their results, as columns for a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bigmodel.spec import Outcome, Plan, Problem, Report, RunSpec, numbers
from bigmodel.spec.metric_names import METRIC_NAMES, in_sentence
from bigmodel.templates import template

DECIDES = ("ndcg@10", "macro_f1", "pr_auc")
"""The metric that tells two runs apart, the first that a report has."""
ASKED_FROM = ("target", "user", "item")
"""Roles of the columns from which the answer is known."""


def settings(spec: RunSpec) -> dict[str, str]:
    """Every choice of a run as words, by what it is called on the pages."""
    plan = spec.plan
    chosen: dict[str, Any] = {"Data": spec.dataset_name, "Rows": numbers.count(spec.rows), **_network(plan)}
    for name, value in plan.split.model_dump().items():
        chosen[f"Split: {name}"] = value
    ranking = plan.outcome is not None and plan.outcome.ranking
    for name, value in ({} if ranking else plan.costs.model_dump()).items():
        chosen[f"Costs: {name.replace('_', ' ')}"] = value
    if plan.outcome is not None and not ranking:
        chosen["Classes"] = ", ".join(plan.outcome.classes)
        chosen["Positive class"] = plan.outcome.positive
    if plan.called is not None:
        chosen["A row is called"] = f"{plan.called.case}, {plan.called.cases}"
    for column in plan.fields:
        chosen[f"Column {column.name}"] = f"{column.role}, {column.kind}"
    return {name: _written(value) for name, value in chosen.items()}


def different(first: Mapping[str, str], second: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Name and both values of every setting that is not the same in both; a dash where one has none."""
    names = [*first, *(name for name in second if name not in first)]
    pairs = [(name, first.get(name, "–"), second.get(name, "–")) for name in names]
    return [pair for pair in pairs if pair[1] != pair[2]]


def results(first: Report, second: Report, part: str) -> list[tuple[str, str, str, str]]:
    """Name, both values with intervals, and the second minus the first, for the metrics of one part."""
    lines = []
    for name, title in METRIC_NAMES.items():
        one, two = first.metrics.get(part, {}).get(name), second.metrics.get(part, {}).get(name)
        if one is None and two is None:
            continue
        shown = [numbers.with_interval(m) if m else "–" for m in (one, two)]
        gap = numbers.with_sign(two.value - one.value) if one and two else "–"
        lines.append((title, shown[0], shown[1], gap))
    return lines


def apart(first: RunSpec, second: RunSpec) -> str:
    """Why the results of two runs can't be set against each other; empty where they can."""
    if _question(first.plan) != _question(second.plan):
        return "The two answer different questions, so their figures can't be set against each other."
    if first.fingerprint != second.fingerprint or first.plan.split != second.plan.split:
        return "The two were judged on different rows, so their figures can't be set against each other."
    return ""


def verdict(first: Report, second: Report, names: tuple[str, str]) -> str:
    """What the headline metric says about the two, without saying more than the intervals carry."""
    known = first.metrics.get("validation", {})
    metric = next((name for name in DECIDES if name in known), DECIDES[-1])
    one, two = first.metrics.get("validation", {}).get(metric), second.metrics.get("validation", {}).get(metric)
    if one is None or two is None:
        return ""
    title = in_sentence(metric)
    if abs(one.value - two.value) < 5e-4:
        return f"Both reach the same {title} on validation data ({numbers.score(one.value)})."
    better, low = (names[0], two) if one.value > two.value else (names[1], one)
    best = one if one.value > two.value else two
    said = (
        f"{better} has the higher {title} on validation data, {numbers.score(best.value)} to {numbers.score(low.value)}"
    )
    if best.low is not None and low.high is not None and best.low > low.high:
        return f"{said}; the ranges do not overlap."
    return f"{said}; the ranges overlap, so this may be chance."


def _question(plan: Plan) -> tuple[Outcome | None, tuple[str, ...]]:
    """What is predicted, and from which columns it is known."""
    return plan.outcome, tuple(field.name for role in ASKED_FROM for field in plan.named(role))


def _network(plan: Plan) -> dict[str, Any]:
    """The network and its hyper-parameters; as they were stored where another version made them."""
    try:
        network = template(plan.template).task.networks.get(plan.network)
        values = network.make(plan.hparams) if network else None
    except Problem:
        network = values = None
    if network is None:
        stored = {name.replace("_", " ").capitalize(): value for name, value in plan.hparams.items()}
        return {"Network": f"{plan.network} (not of this version)", **stored}
    chosen: dict[str, Any] = {"Network": network.title}
    for name, field in network.model_fields.items():
        value = getattr(values, name)
        chosen[field.title or name] = value.replace("_", " ") if isinstance(value, str) else value
    return chosen


def _written(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
