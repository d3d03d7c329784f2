"""One customer, machine or patient on both sides of the split."""

from __future__ import annotations

import numpy as np

from bigmodel.data.checks.order import by_time
from bigmodel.data.checks.situation import Situation
from bigmodel.data.split_group import group_codes
from bigmodel.data.strength import class_weights, strength
from bigmodel.spec import Finding, Plan, Problem, Remedy
from bigmodel.spec.numbers import score

_TELLS = 0.55


def check_groups(situation: Situation) -> list[Finding]:
    """Groups whose rows stand in training and in the test.

    What this could feign is measured: how well the group alone ranks test rows when its other rows are known. On
    groups that were never seen it could only guess.
    """
    field = situation.plan.one("group")
    parts = situation.parts
    if field is None or field not in situation.present or isinstance(parts, Problem):
        return []
    codes = group_codes(situation.table[field.name])
    both = np.intersect1d(codes[parts.train], codes[parts.test])
    if not len(both):
        return []
    known = float(np.isin(codes[parts.test], both).mean())
    if situation.plan.split.kind in ("time", "column"):
        return [_returning(field.name, len(both), known)]
    value = _alone(situation, codes)
    risky = value is None or value >= _TELLS
    measured = (
        f"Measured: knowing the {field.name} alone ranks rows with a ROC-AUC of {score(value)}; "
        "on new ones it could only guess (0.5)."
        if value is not None
        else f"{100 * known:.0f} % of the test rows belong to them."
    )
    return [
        Finding(
            code="group_on_both_sides",
            severity="warning" if risky else "note",
            title=f"{len(both):,} values of {field.name} stand on both sides of the split",
            detail=f"The model could recognise them instead of the pattern. {measured}",
            column=field.name,
            remedies=_remedies(situation.plan, field.name),
        )
    ]


def _returning(name: str, both: int, known: float) -> Finding:
    return Finding(
        code="group_returns",
        severity="note",
        title=f"{both:,} values of {name} come again in the test",
        detail=f"{100 * known:.0f} % of the test rows belong to them. That is right where the same ones come again in "
        "use; for new ones the result will be lower.",
        column=name,
    )


def _alone(situation: Situation, codes: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float | None:
    """ROC-AUC of the group alone, one half of its rows judged by the other; None where there is too little."""
    if not situation.outcome.binary or situation.counts.min() < 20:
        return None
    rows = np.random.default_rng(0).permutation(np.flatnonzero(situation.y >= 0))
    return strength(codes[rows] + 1, situation.y[rows], class_weights(situation.y, rows, 2)).value


def _remedies(plan: Plan, name: str) -> tuple[Remedy, ...]:
    split = plan.split.model_copy(update={"kind": "group", "column": name})
    by_group = Remedy(label=f"Split by {name}"[:60], plan=plan.model_copy(update={"split": split}))
    time = plan.one("time")
    return (Remedy(label="Split by time", plan=by_time(plan, time.name)), by_group) if time else (by_group,)
