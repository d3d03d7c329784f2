"""Columns that tell the answer: they would not be known when a case is decided."""

from __future__ import annotations

from bigmodel.data.checks.situation import Situation
from bigmodel.data.guess import LEAK
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
