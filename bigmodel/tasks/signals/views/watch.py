"""What the model would mean for a person on watch: missed faults, and false alarms a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.intervals import wilson
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, Part, read_cases
from bigmodel.spec import Block, Control, Metric, Outcome, Sentence, Words
from bigmodel.spec.numbers import count, number, share
from bigmodel.tasks.signals.healthy import fault_score, healthy_class
from bigmodel.tasks.task import Dataset

TITLE = "On watch"
HOURS = 168
ALLOWED = 0.01
"""Share of healthy validation windows that may raise an alarm at first."""
MANY, FEW = 3600.0, 0.01


class Watch:
    """Alarm line, missed faults and false alarms a week; only where one class is healthy."""

    title = TITLE

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """The alarm line, chosen on validation windows at first, and how often a machine is listened to."""
        outcome = run.spec().plan.outcome
        if run.report() is None or outcome is None or healthy_class(outcome) is None:
            return ()
        return (
            alarm_control(run, outcome),
            Control(
                name="hourly",
                title="Windows an hour",
                kind="number",
                default=6.0,
                low=FEW,
                high=MANY,
                step=1.0,
                help="An assumption: how often one machine is listened to. False alarms a week follow from it.",
            ),
        )

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The sentence and the cards; nothing before there is a result or without a healthy class."""
        controls = self.controls(run)
        outcome = run.spec().plan.outcome
        healthy = healthy_class(outcome) if outcome else None
        if not controls or healthy is None:
            return ()
        alarm, hourly = (float(values.get(control.name, control.default)) for control in controls)
        score, faulty = scored(read_cases(run, "test"), healthy)
        return [
            Sentence(TITLE, level=2),
            Sentence(sentence(score >= alarm, faulty, hourly, words)),
            *cards(score >= alarm, faulty, hourly),
        ]


def scored(cases: CaseScores, healthy: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Fault score and whether there is a fault, (n,) each."""
    return fault_score(cases.score, healthy), cases.y != healthy


def alarm_control(run: RunFolder, outcome: Outcome) -> Control:
    """The line from which an alarm is raised; at first what validation chose."""
    return Control(
        name="alarm",
        title="Alarm from a fault score of",
        kind="slider",
        default=alarm_line(run, outcome),
        low=0.01,
        high=0.99,
        step=0.01,
        help="At first a line that at most one in a hundred healthy validation windows crosses.",
    )


def alarm_line(run: RunFolder, outcome: Outcome, part: Part = "validation") -> float:
    """The lowest line, in hundredths, that at most ``ALLOWED`` of the healthy windows cross; 0.5 without any."""
    healthy = healthy_class(outcome)
    if healthy is None:
        return 0.5
    score, faulty = scored(read_cases(run, part), healthy)
    calm = score[~faulty]
    if not len(calm):
        return 0.5
    lines = np.arange(1, 100) / 100
    crossed = (calm[None] >= lines[:, None]).mean(axis=1)
    fine = np.flatnonzero(crossed <= ALLOWED)
    return float(lines[fine[0]]) if len(fine) else 0.99


def sentence(alarms: NDArray[np.bool_], faulty: NDArray[np.bool_], hourly: float, words: Words) -> str:
    """What happens at this line, in words."""
    if not faulty.any():
        return f"The test data hold no faulty {words.cases}."
    caught = int((alarms & faulty).sum())
    said = f"Of {count(int(faulty.sum()))} faulty test {words.cases}, {count(caught)} raise an alarm"
    if not (~faulty).any():
        return f"{said}. The test data hold no healthy {words.cases}, so nothing can be said of false alarms."
    false, calm = int((alarms & ~faulty).sum()), int((~faulty).sum())
    low, high = (weekly(bound, hourly) for bound in wilson(false, calm))
    return (
        f"{said}; of {count(calm)} healthy ones {count(false)}. Listened to {times(hourly)} an hour, a healthy machine "
        f"raises about {weekly(false / calm, hourly)} false alarms a week ({low} to {high})."
    )


def weekly(share_of_windows: float, hourly: float) -> str:
    """Alarms a week from the share of windows that raise one."""
    alarms = share_of_windows * hourly * HOURS
    return count(alarms) if alarms >= 10 or not alarms else number(alarms, 2)


def times(hourly: float) -> str:
    """How often, in words."""
    often = count(hourly) if float(hourly).is_integer() else number(hourly)
    return "once" if often == "1" else f"{often} times"


def cards(alarms: NDArray[np.bool_], faulty: NDArray[np.bool_], hourly: float) -> list[Metric]:
    """Missed faults and false alarms with their intervals."""
    found: list[Metric] = []
    faults, calm = int(faulty.sum()), int((~faulty).sum())
    if faults:
        missed = int((~alarms & faulty).sum())
        low, high = wilson(missed, faults)
        found.append(Metric("Missed faults", share(missed / faults), f"{share(low)} to {share(high)}"))
    if calm:
        false = int((alarms & ~faulty).sum())
        low, high = wilson(false, calm)
        found.append(Metric("False alarms", share(false / calm), f"{share(low)} to {share(high)} of healthy windows"))
        beside = f"{weekly(low, hourly)} to {weekly(high, hourly)}, by machine"
        help = "The share of false alarms times the windows of a week. Windows of one recording are alike, so be wary."
        found.append(Metric("False alarms a week", weekly(false / calm, hourly), beside, help))
    return found
