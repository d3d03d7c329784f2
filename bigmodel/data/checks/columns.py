"""Columns that a model can learn nothing from, or only by heart."""

from __future__ import annotations

from bigmodel.data.checks.situation import Situation, names_of, without
from bigmodel.data.guess import PROSE
from bigmodel.spec import Finding, Remedy

_MANY = 2_000


def check_empty(situation: Situation) -> list[Finding]:
    """Features without a single value, or with one and the same everywhere."""
    names = [
        each.name
        for each in situation.learnt
        if not situation.facts(each.name).filled
        or (situation.facts(each.name).distinct == 1 and not situation.facts(each.name).missing)
    ]
    if not names:
        return []
    all_missing = all(not situation.facts(name).filled for name in names)
    title = f"{names_of(names)}: {'no values at all' if all_missing else 'the same in every row'}"
    return [
        Finding(
            code="constant",
            severity="note",
            title=title,
            detail="There is nothing to learn from it.",
            column=names[0] if len(names) == 1 else None,
            remedies=(_leave_out(situation, names, "nothing to learn from"),),
        )
    ]


def check_prose(situation: Situation) -> list[Finding]:
    """Free text that is left out, so that nobody takes the model for one that has read it."""
    names = [each.name for each in situation.present if each.role == "ignore" and each.reason == PROSE]
    if not names:
        return []
    one = len(names) == 1
    return [
        Finding(
            code="prose_left_out",
            severity="note",
            title=f"{names_of(names)} {'is' if one else 'are'} left out: free text",
            detail="Networks for tables do not read sentences. If the answer stands in them, put what matters, such as "
            "a keyword or a category, into a column of its own.",
            column=names[0] if one else None,
        )
    ]


def check_ids(situation: Situation) -> list[Finding]:
    """Features that have another value in (nearly) every row, as numbers of cases have."""
    return [
        Finding(
            code="id_like",
            severity="warning",
            title=f"{each.name} looks like an id",
            detail=f"{situation.facts(each.name).distinct:,} different values in {situation.facts(each.name).filled:,} "
            "rows: a model can learn them by heart, which says nothing about new cases.",
            column=each.name,
            remedies=(
                Remedy(label="Leave it out", plan=situation.plan.with_role(each.name, "ignore", "looks like an id")),
            ),
        )
        for each in situation.features
        if _id_like(situation, each.name)
    ]


def check_many_categories(situation: Situation) -> list[Finding]:
    """Category features with so many values that few rows share one."""
    names = [
        each.name
        for each in situation.features
        if each.kind == "category"
        and not _id_like(situation, each.name)
        and (
            situation.facts(each.name).distinct > _MANY
            or situation.facts(each.name).distinct > max(100, 0.2 * situation.facts(each.name).filled)
        )
    ]
    if not names:
        return []
    counts = ", ".join(f"{situation.facts(name).distinct:,}" for name in names[:5])
    return [
        Finding(
            code="many_categories",
            severity="note",
            title=f"{names_of(names)}: very many different values ({counts})",
            detail="Few rows share one, so there is little to learn from each; rare ones count as unknown.",
            column=names[0] if len(names) == 1 else None,
            remedies=(_leave_out(situation, names, "very many different values"),),
        )
    ]


def _id_like(situation: Situation, name: str) -> bool:
    facts = situation.facts(name)
    if facts.date or facts.filled < 50 or (facts.number and not facts.whole):
        return False
    if facts.text:
        return facts.distinct > 0.5 * facts.filled
    return facts.counts_up or (facts.named_id and facts.distinct > 0.5 * facts.filled)


def _leave_out(situation: Situation, names: list[str], reason: str) -> Remedy:
    label = "Leave it out" if len(names) == 1 else "Leave them out"
    return Remedy(label=label, plan=without(situation.plan, names, reason))
