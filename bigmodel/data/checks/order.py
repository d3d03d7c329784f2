"""Time and split: judged at random, a model may look at the future."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bigmodel.data.checks.situation import Situation
from bigmodel.spec import Finding, Plan, Remedy
from bigmodel.spec.numbers import share


def check_time(situation: Situation) -> list[Finding]:
    """A time column while rows are split at random or by group."""
    field = situation.plan.one("time")
    if field is None:
        return _date_without_role(situation)
    facts = situation.facts(field.name) if field in situation.present else None
    if situation.plan.split.kind not in ("stratified", "group") or facts is None or facts.distinct < 3:
        return []
    random = situation.plan.split.kind == "stratified"
    return [
        Finding(
            code="random_despite_time",
            severity="warning" if random else "note",
            title="Rows are split at random although they have a time" if random else "The split does not go by time",
            detail=f"The model will be used on what comes later, so it should be judged on that.{_drift(situation)}",
            column=field.name,
            remedies=(Remedy(label="Split by time", plan=by_time(situation.plan, field.name)),),
        )
    ]


def check_time_missing(situation: Situation) -> list[Finding]:
    """Rows that a time split leaves out because they have no time."""
    name = situation.plan.split.column or next((field.name for field in situation.plan.named("time")), None)
    if situation.plan.split.kind != "time" or name not in situation.table.column_names:
        return []
    missing = situation.facts(str(name)).missing
    if not missing:
        return []
    return [
        Finding(
            code="time_missing",
            severity="note",
            title=f"{missing:,} rows have no {name}",
            detail="A split by time can't place them: they are left out.",
            column=name,
        )
    ]


def by_time(plan: Plan, name: str) -> Plan:
    """The plan with a split by this time column."""
    split = plan.split.model_copy(update={"kind": "time", "column": name})
    return plan.model_copy(update={"split": split})


def _date_without_role(situation: Situation) -> list[Finding]:
    dates = [each for each in situation.features if each.kind == "date" and situation.facts(each.name).distinct > 2]
    if not dates or situation.plan.split.kind != "stratified":
        return []
    name = dates[0].name
    plan = by_time(situation.plan.with_role(name, "time"), name)
    return [
        Finding(
            code="date_without_role",
            severity="note",
            title=f"{name} holds dates, but rows are split at random",
            detail="If it says when a case happened, judge the model on the latest cases.",
            column=name,
            remedies=(Remedy(label="Split by time", plan=plan),),
        )
    ]


def _drift(situation: Situation) -> str:
    """How the share of positives moved from the first to the last third, where it moved beyond chance."""
    field = situation.plan.one("time")
    if field is None or not situation.outcome.binary:
        return ""
    column = situation.table[field.name]
    known = np.flatnonzero(column.is_valid().to_numpy() & (situation.y >= 0))
    if len(known) < 300:
        return ""
    order = known[pc.sort_indices(column.take(pa.array(known))).to_numpy()]
    third = len(order) // 3
    first, last = (situation.y[order[part]].mean() for part in (slice(None, third), slice(-third, None)))
    spread = np.sqrt((first * (1 - first) + last * (1 - last)) / third)
    if abs(last - first) <= 2 * spread:
        return ""
    moved = f"moved from {share(first)} in the first third to {share(last)} in the last"
    return f" Here the share of {situation.outcome.positive} {moved}."
