"""The test pictures that are offered to be looked at one by one."""

from __future__ import annotations

import numpy as np

from bigmodel.evaluation.judge import classes_of
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Control, Problem
from bigmodel.tasks.views.mistakes import captions_of, sureness

OFFERED = 24


def offered_in(run: RunFolder) -> tuple[CaseScores, dict[str, int]]:
    """The test cases, and texts of a choice to positions of them.

    The most confident mistakes come first, then what was named right with the least doubt.

    Raises:
        Problem: There is no result, or its scores are gone.
    """
    report, outcome = run.report(), run.spec().plan.outcome
    if report is None or outcome is None:
        raise Problem("This run has no result yet", where=run.id)
    cases = read_cases(run, "test")
    named = classes_of(cases.score, report.threshold)
    surest = np.argsort(-sureness(cases, named), kind="stable")
    wrong = surest[(named != cases.y)[surest]][: OFFERED // 2]
    right = surest[(named == cases.y)[surest]][: OFFERED - len(wrong)]
    places = np.concatenate([wrong, right])
    texts = captions_of(cases, named, places, outcome)
    return cases, {
        f"{index}. {text}": place
        for index, (text, place) in enumerate(zip(texts, places.tolist(), strict=True), start=1)
    }


def picture_control(run: RunFolder) -> Control | None:
    """Which test picture; None before there is a result."""
    if run.report() is None or run.spec().plan.outcome is None:
        return None
    options = tuple(offered_in(run)[1])
    return Control(name="picture", title="Test picture", kind="choice", default=options[0], options=options)
