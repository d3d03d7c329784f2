"""Decisions on the validation rows as they are and as they would be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.judge import classes_of
from bigmodel.explain.line import Line, look_at_line
from bigmodel.explain.outside import anywhere, outside_training
from bigmodel.explain.population import Population
from bigmodel.explain.verdict import Verdict, judge_classes, judge_decisions
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Costs, Problem, Report, RunSpec
from bigmodel.tasks.tabular.columns import amounts
from bigmodel.tasks.tabular.what_if.asked import Asked
from bigmodel.tasks.tabular.what_if.validation_rows import ValidationRows, schema_of
from bigmodel.tasks.views.decide import days_of


@dataclass(frozen=True)
class Side:
    """One side of a comparison.

    Attributes:
        verdict: The decisions and how good they are.
        score: Scores, (n,) or (n, k).
        outside: Column to the share of rows outside of what training saw in it.
        outside_any: The share of rows outside in any column.
    """

    verdict: Verdict
    score: NDArray[np.float32]
    outside: dict[str, float]
    outside_any: float


@dataclass(frozen=True)
class Sides:
    """Before and after.

    Attributes:
        asked: The question.
        costs: What mistakes cost in the run.
        before: The rows as they are, at the run's costs and without a limit.
        after: The rows as they would be.
        threshold: The run's threshold; None for more than two classes.
        limit: Alerts that can be looked at in all; None is no limit.
        newly: Cases after the change that are flagged and were not before; for more classes those decided otherwise.
        no_longer: Cases that are no longer flagged.
        line: Whether the threshold still is the best; None for more than two classes or where a limit sets it.
    """

    asked: Asked
    costs: Costs
    before: Side
    after: Side
    threshold: float | None
    limit: float | None
    newly: int
    no_longer: int
    line: Line | None


def both_sides(
    run: RunFolder, rows: ValidationRows, population: Population, score: NDArray[np.float32], asked: Asked
) -> Sides:
    """Judge the validation rows before and after.

    Args:
        run: A run with a result.
        rows: Its validation rows.
        population: The same after the changes.
        score: The scores after the changes.
        asked: The question.

    Raises:
        Problem: The result is gone.
    """
    report, spec = run.report(), run.spec()
    if report is None:
        raise Problem("This run has no result yet", remedy="Wait until it is finished.")
    cases, origin = rows.cases, population.origin
    y, threshold = cases.y[origin], report.threshold
    encoder = schema_of(run).encoder
    outside = outside_training(population.table, encoder) if population.changed else rows.outside
    if not population.changed:
        outside = {name: mask[origin] for name, mask in outside.items()}
    limit, line = None, None
    if threshold is None:
        first, second = judge_classes(cases.y, cases.score), judge_classes(y, score, population.weight)
    else:
        amount = _amount(rows, population, run)
        first = judge_decisions(cases.y, cases.score, cases.amount, spec.plan.costs, threshold)
        limit = _limit(asked, first.alerts, _days(rows, spec, report))
        weight = population.weight
        second = judge_decisions(y, score, amount, asked.costs, threshold, limit=limit, weight=weight)
        if second.threshold == threshold:
            line = look_at_line(y, score, amount, asked.costs, threshold, origin=origin, weight=weight)
    was = classes_of(cases.score, threshold)[origin]
    now = classes_of(score, second.threshold)
    return Sides(
        asked,
        spec.plan.costs,
        Side(first, cases.score, _shares(rows.outside), rows.outside_share),
        Side(second, score, _shares(outside), float(anywhere(outside, len(y)).mean())),
        threshold,
        limit,
        newly=int((now > was).sum() if threshold is not None else (now != was).sum()),
        no_longer=int((now < was).sum()) if threshold is not None else 0,
        line=line,
    )


def has_days(run: RunFolder) -> bool:
    """Whether alerts of a run can be told per day."""
    field = run.spec().plan.one("time")
    return field is not None and field.kind == "date"


def _amount(rows: ValidationRows, population: Population, run: RunFolder) -> NDArray[np.float64] | None:
    plan = run.spec().plan
    field = plan.one("amount")
    if field is not None and field.name in population.changed:
        return amounts(population.table, plan)
    return None if rows.cases.amount is None else rows.cases.amount[population.origin]


def _days(rows: ValidationRows, spec: RunSpec, report: Report) -> float:
    """Days of work that the cases are, 1 for all where days are not known; of some that were drawn their share."""
    every = rows.cases if rows.drawn_from is None else rows.drawn_from
    return (days_of(every, spec, report) or 1.0) * len(rows.cases.y) / max(1, len(every.y))


def _limit(asked: Asked, alerts: int, days: float) -> float | None:
    limit = None if asked.capacity is None else asked.capacity * days
    if not asked.halved:
        return limit
    return (alerts if limit is None else limit) / 2


def _shares(outside: dict[str, NDArray[np.bool_]]) -> dict[str, float]:
    return {name: float(mask.mean()) if len(mask) else 0.0 for name, mask in outside.items()}
