"""The cases that are flagged, most certain first, and those that should have been."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.decision import flagged
from bigmodel.inference.derive import derive
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Block, Control, Plan, Sentence, Table, Words
from bigmodel.spec.numbers import count, number
from bigmodel.tasks.task import Dataset

SHOWN = 2_000
FEATURES = 6
FLAGGED, MISSED, ALARMS, ALL = "Flagged", "Missed", "False alarms", "All"


class Alerts:
    """The ranked list of test cases with score, outcome and what they look like; for tables with two classes."""

    title = "Alerts"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Which of the cases to list; the first are those above the threshold, in the template's word."""
        report = run.report()
        if report is None or report.threshold is None:
            return ()
        options = (run.spec().words.flagged.capitalize(), MISSED, ALARMS, ALL)
        return (Control(name="show", title="Show", kind="choice", default=options[0], options=options),)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The list; nothing for more than two classes or before there is a result."""
        report, plan = run.report(), run.spec().plan
        if report is None or report.threshold is None or plan.outcome is None:
            return ()
        show = str(values.get("show"))
        show = show if show in (MISSED, ALARMS, ALL) else FLAGGED
        cases = read_cases(run, "test")
        chosen = select(cases, report.threshold, show)
        title = {MISSED: f"Missed {words.positives}", ALARMS: "False alarms", ALL: f"All {words.cases}"}.get(
            show, "Alerts"
        )
        if not len(chosen):
            return [Sentence(f"{title}, most certain first", level=2), Sentence(f"There are no such {words.cases}.")]
        table = Table(
            "",
            columns_of(cases, chosen[:SHOWN], data, plan, words),
            {"Score": "score", "Amount": "money"},
            edges={"Score": report.threshold},
            currency=plan.costs.currency,
            search=True,
            download=f"{run.id}-{show.lower().replace(' ', '-')}.csv",
            every=partial(columns_of, cases, chosen, data, plan, words) if len(chosen) > SHOWN else None,
            cases=cases.row[chosen].tolist() if data is not None else (),
        )
        said = about(chosen, len(cases.y), report.threshold, data, words)
        return [Sentence(f"{title}, most certain first", level=2), said, table]


def select(cases: CaseScores, threshold: float, show: str) -> NDArray[np.int64]:
    """Positions of the wanted cases, the highest score first, int64."""
    flag, positive = flagged(cases.score, threshold), cases.y == 1
    wanted = {FLAGGED: flag, MISSED: positive & ~flag, ALARMS: flag & ~positive}.get(show, np.ones(len(flag), bool))
    places = np.flatnonzero(wanted)
    return places[np.argsort(-cases.score[places], kind="stable")].astype(np.int64)


def about(chosen: NDArray[np.int64], tested: int, threshold: float, data: Dataset | None, words: Words) -> Sentence:
    """How many there are, and what is left out."""
    text = f"{count(len(chosen))} of the {count(tested)} test {words.cases}."
    text += f" {words.heading} are {words.flagged} from a score of {number(threshold)}."
    if len(chosen) > SHOWN:
        text += f" The first {count(SHOWN)} are listed; search and download take all."
    if data is None:
        text += " The dataset was deleted, so its columns can't be shown."
    return Sentence(text, level=4)


def columns_of(
    cases: CaseScores, places: NDArray[np.int64], data: Dataset | None, plan: Plan, words: Words
) -> dict[str, Sequence[Any]]:
    """Score, outcome, amount, then id, time, group, the first features as they stand in the data, what is computed."""
    columns: dict[str, Sequence[Any]] = {
        "Score": cases.score[places].astype(float).tolist(),
        "Outcome": np.where(cases.y[places] == 1, words.positive, words.negative).tolist(),
    }
    if cases.amount is not None:
        columns["Amount"] = cases.amount[places].tolist()
    if data is not None:
        taken = data.take(cases.row[places])
        taken = derive(taken, plan.derived) if plan.derived else taken
        for name in names_to_show(plan):
            columns[unused(name, columns)] = taken[name].to_pylist()
    return columns


def names_to_show(plan: Plan) -> list[str]:
    """Columns that tell a person which case it is, then the first features, then those that are computed."""
    known = [field.name for role in ("id", "time", "group") for field in plan.named(role)]
    computed = {each.name for each in plan.derived}
    features = [field.name for field in plan.named("feature")]
    given = [name for name in features if name not in computed][:FEATURES]
    return known + given + [name for name in features if name in computed]


def unused(name: str, taken: Mapping[str, Any]) -> str:
    """A column of the data keeps its name unless a column of the list has it already."""
    while name in taken:
        name += " (data)"
    return name
