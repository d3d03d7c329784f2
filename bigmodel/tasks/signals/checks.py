"""What to know about signals before training."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence

import numpy as np

from bigmodel.data.check import check as check_cases
from bigmodel.data.split import split_rows
from bigmodel.data.split_group import group_codes
from bigmodel.spec import Finding, Plan, Problem, Remedy, Split
from bigmodel.spec.numbers import score
from bigmodel.tasks.signals.dataset import SignalDataset
from bigmodel.tasks.signals.quick import compare_splits
from bigmodel.tasks.signals.split import honest_splits

LOOKED_AT = 4000
"""Windows in which dead channels are looked for."""
_ELSEWHERE = {"group_on_both_sides", "group_returns", "duplicates"}
"""Findings for tables that are told here in the words of recordings."""
_GRAVITY = ("stop", "warning", "note", "good")


def check(data: SignalDataset, plan: Plan) -> list[Finding]:
    """Findings about labels, split, recordings, channels and what is not known, gravest first."""
    found = [_in_words(each, data) for each in check_cases(data.cases, plan) if each.code not in _ELSEWHERE]
    if plan.outcome is not None and not any(each.code in ("no_target", "one_class") for each in found):
        found += [*_straddling(data, plan), *_few_recordings(data, plan)]
    found += [*_dead(data), *_unknown(data)]
    found += [Finding(code="reading", severity="note", title=note) for note in data.notes]
    return sorted(found, key=lambda finding: _GRAVITY.index(finding.severity))


def _in_words(finding: Finding, data: SignalDataset) -> Finding:
    """A finding for tables in the words of recordings."""
    if finding.code != "one_class":
        return finding
    alone = len(np.unique(group_codes(data.cases["recording"]))) == 1
    return finding.model_copy(
        update={
            "title": "There is only one recording, of one condition"
            if alone
            else "All recordings are of one condition",
            "detail": "There is nothing to tell apart. Bring recordings of a second condition too, each in a file "
            "named after its condition (normal_1.csv, inner_race_1.csv) or with a column label.",
        }
    )


def _straddling(data: SignalDataset, plan: Plan) -> list[Finding]:
    """Windows of one recording on both sides of the split, and what the score would be without them."""
    try:
        parts = split_rows(data.cases, plan)
    except Problem:
        return []
    recordings = group_codes(data.cases["recording"])
    both = np.intersect1d(recordings[parts.train], recordings[parts.test])
    if not len(both):
        return []
    honest = next(honest_splits(data.cases, plan), None)
    known = float(np.isin(recordings[parts.test], both).mean())
    title = (
        "The recording stands on both sides of the split"
        if len(both) == 1
        else f"Windows of {len(both):,} recordings stand on both sides of the split"
    )
    why = "Windows of one recording are nearly alike, so the test asks what was learnt by heart."
    if honest is None:
        return [
            Finding(
                code="recording_on_both_sides",
                severity="warning",
                title=title,
                detail=f"{why} No other split can be made of these recordings: bring further recordings of each class.",
                column="recording",
            )
        ]
    return [
        Finding(
            code="recording_on_both_sides",
            severity="warning",
            title=title,
            detail=f"{why} {_measured(data, plan, honest, known)}",
            column="recording",
            remedies=(Remedy(label=f"Split by {honest.column}", plan=plan.model_copy(update={"split": honest})),),
        )
    ]


def _measured(data: SignalDataset, plan: Plan, honest: Split, known: float) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a quick model need not converge
            now, then = compare_splits(data, plan, honest)
    except Problem:
        now = then = math.nan
    if math.isnan(now) or math.isnan(then):
        return f"{100 * known:.0f} % of the test windows belong to recordings that are learnt from."
    if now - then < 0.005:
        return f"Measured with a quick model: {score(now)} right either way, so here it does little harm."
    return (
        f"Measured with a quick model: {score(now)} of the windows right like this, {score(then)} when split by "
        f"{honest.column}. The score would look {score(now - then)} better than it is."
    )


def _few_recordings(data: SignalDataset, plan: Plan) -> list[Finding]:
    """Classes that one recording alone stands for."""
    from bigmodel.tasks.targets import class_indices, needed_outcome

    outcome = needed_outcome(plan)
    y = class_indices(data.cases, plan, outcome)
    recordings = group_codes(data.cases["recording"])
    alone = [
        name for place, name in enumerate(outcome.classes) if (y == place).sum() > 1
        and len(np.unique(recordings[y == place])) == 1
    ]  # fmt: skip
    if not alone:
        return []
    if len(np.unique(recordings)) == 1:
        title = "All windows come from one recording"
    else:
        more = f" and {len(alone) - 3} more" if len(alone) > 3 else ""
        title = f"Only one recording stands for {', '.join(alone[:3])}{more}"
    return [
        Finding(
            code="one_recording",
            severity="warning",
            title=title,
            detail="Whether the fault is recognised on another day or machine can't be judged from it. "
            "Bring further recordings.",
            column="recording",
        )
    ]


def _dead(data: SignalDataset) -> list[Finding]:
    """Channels, or single windows, in which nothing moves."""
    step = max(1, len(data) // LOOKED_AT)
    still = np.ptp(data.signals[::step], axis=1) == 0
    found = []
    for place, name in enumerate(data.channels):
        if still[:, place].all():
            title = f"The channel {name} is the same throughout"
            found.append(("constant_channel", "stop" if data.columns == 1 else "warning", title))
        elif still[:, place].any():
            count = int(still[:, place].sum()) * step
            said = "about " if step > 1 else ""
            title = f"In {said}{count:,} windows the channel {name} does not move"
            found.append(("still_windows", "warning", title))
    detail = "Nothing can be learnt from a sensor that gave no signal. Leave it out of the file, or bring it again."
    return [Finding(code=code, severity=gravity, title=title, detail=detail) for code, gravity, title in found]


def _unknown(data: SignalDataset) -> Sequence[Finding]:
    unknown = int(np.isnan(data.speed).sum())
    if not unknown:
        return []
    said = "The speed of the shaft is not known"
    return [
        Finding(
            code="speed_unknown",
            severity="note",
            title=said if unknown == len(data) else f"{said} for {unknown:,} windows",
            detail="Faults of a bearing sound in multiples of it. With a column rpm the model can follow a machine "
            "whose speed changes.",
        )
    ]
