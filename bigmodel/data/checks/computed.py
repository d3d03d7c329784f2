"""Columns that are computed from others: what they are made from must be there, and must not be the answer."""

from __future__ import annotations

from bigmodel.data.checks.situation import Situation, without
from bigmodel.spec import Finding, Remedy


def check_computed(situation: Situation) -> list[Finding]:
    """Learnt columns that are made from the target, or from a column that the data does not have."""
    names = set(situation.table.column_names)
    learnt = {each.name for each in situation.learnt}
    found = []
    for each in situation.plan.derived:
        from_target = situation.target.name in each.sources
        absent = next((source for source in each.sources if source not in names), None)
        if each.name not in learnt or not (from_target or absent):
            continue
        said = "the target" if from_target else f"{absent}, which is not in the data"
        remedy = Remedy(label="Leave it out", plan=without(situation.plan, [each.name], f"made from {said}"))
        found.append(
            Finding(
                code="made_from_target" if from_target else "made_from_nothing",
                severity="stop" if from_target else "warning",
                title=f"{each.name} is made from {said}",
                detail="It would tell the answer." if from_target else "All its values are missing.",
                column=each.name,
                remedies=(remedy,),
            )
        )
    return found
