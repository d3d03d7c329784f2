"""Columns that tell the answer: they would not be known when a case is decided."""

from __future__ import annotations

from bigmodel.data.checks.situation import Situation, names_of
from bigmodel.data.guess import AFTER, LEAK
from bigmodel.data.strength import Strength
from bigmodel.spec import Finding, Remedy
from bigmodel.spec.numbers import score, share

_MOST = 10
_STRONG = 0.98


def check_answers(situation: Situation) -> list[Finding]:
    """Columns that alone tell the target (nearly) always, or are filled only for one class."""
    if situation.counts.min() < 10 and situation.outcome.binary:
        return []
    told = {name: found for name, found in situation.strengths.items() if _suspect(found)}
    strongest = sorted(told, key=lambda name: -told[name].value)[:_MOST]
    return [_finding(name, told[name], situation) for name in strongest]


def _suspect(found: Strength) -> bool:
    return found.tells or (found.measure == "ROC-AUC" and found.value >= _STRONG)


def _finding(name: str, found: Strength, situation: Situation) -> Finding:
    if found.filled:
        title = f"{name} is set only when the answer is {situation.outcome.positive}"
        detail = "It tells the answer, so it will hardly be known when you decide."
    elif found.measure == "ROC-AUC":
        title = f"{name} tells the answer"
        detail = (
            f"Alone it ranks cases with a ROC-AUC of {score(found.value)} (0.5 is guessing, 1 is always right). "
            "Leave it out unless it is known before you decide."
        )
    else:
        title = f"{name} tells the answer"
        detail = (
            f"Alone it tells {share(found.value)} of the rows right, guessing {share(found.base)}. "
            "Leave it out unless it is known before you decide."
        )
    remedy = Remedy(label="Leave it out", plan=situation.plan.with_role(name, "ignore", LEAK))
    return Finding(code="leak", severity="warning", title=title, detail=detail, column=name, remedies=(remedy,))


def check_left_out(situation: Situation) -> list[Finding]:
    """Columns that are left out because they tell the answer, so that this is seen and can be undone."""
    names = [each.name for each in situation.present if each.role == "ignore" and each.reason in (LEAK, AFTER)]
    if not names:
        return []
    one = len(names) == 1
    plan = situation.plan
    for name in names:
        plan = plan.with_role(name, "feature")
    return [
        Finding(
            code="leak_left_out",
            severity="note",
            title=f"{names_of(names)} {'is' if one else 'are'} left out: known only after the fact",
            detail=_why(names, situation),
            column=names[0] if one else None,
            remedies=(Remedy(label=f"Use {'it' if one else 'them'} all the same", plan=plan),),
        )
    ]


def _why(names: list[str], situation: Situation) -> str:
    """What the columns would feign, as measured."""
    positive = situation.outcome.positive
    found = {name: situation.strength_of(name) for name in names[:_MOST]}
    telling = [name for name in found if _suspect(found[name])]
    if not telling:
        return "By their name they are filled in with the outcome, so they can't be known when you decide."
    rest = f"A model that looks at {'it' if len(names) == 1 else 'them'} would seem good here and be of no use later."
    if positive is not None and all(found[name].filled for name in telling):
        verb = "is" if len(telling) == 1 else "are"
        return f"{names_of(telling)} {verb} set only when the answer is {positive}. {rest}"
    return f"Alone, {telling[0]} already tells the answer (nearly) every time. {rest}"
