"""One machine over time: when the alarm rings, and how long before the fault was noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.figures.timeline import spells, timeline_figure
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Block, Control, Sentence, Words
from bigmodel.spec.block import Tone
from bigmodel.spec.numbers import count
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.signals.dataset import SignalDataset
from bigmodel.tasks.signals.groups import grouped_by, groups_of, offered_groups, ranked
from bigmodel.tasks.signals.healthy import healthy_class
from bigmodel.tasks.signals.views.watch import alarm_control, alarm_line, scored
from bigmodel.tasks.task import Dataset

TITLE = "One machine over time"
ROW = 2
"""Windows in a row above the line that count as an alarm: a single one may be chance."""
HOUR = np.timedelta64(1, "h")
UNITS = (("days", 24.0), ("hours", 1.0), ("minutes", 1 / 60))


class Timeline:
    """Fault score of a machine's test windows in order, the alarm line and the lead time."""

    title = TITLE

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """The machine and the alarm line."""
        plan = run.spec().plan
        outcome = plan.outcome
        if run.report() is None or outcome is None or healthy_class(outcome) is None:
            return ()
        if grouped_by([field.name for field in plan.fields]) is None:
            return ()
        found = offered_groups(run)
        which: tuple[Control, ...] = ()
        if found is not None and len(found[1]) > 1:
            name, options = found
            title = f"{name.capitalize()}, those with healthy and faulty windows first"
            which = (Control(name="which", title=title, kind="choice", default=options[0], options=options),)
        return (*which, alarm_control(run, outcome))

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The sentence and the chart; nothing without machines, recordings or a healthy class."""
        outcome = run.spec().plan.outcome
        healthy = healthy_class(outcome) if outcome else None
        if run.report() is None or outcome is None or healthy is None or not isinstance(data, SignalDataset):
            return ()
        name = grouped_by(data.cases.column_names)
        if name is None:
            return ()
        cases = read_cases(run, "test")
        groups = groups_of(data.cases, name, cases.row)
        known = ranked(groups, cases.y != healthy)
        chosen = str(values.get("which") or known[0])
        chosen = chosen if chosen in known else known[0]
        alarm = float(values.get("alarm", alarm_line(run, outcome)))
        places = np.flatnonzero(groups == chosen)
        places = places[in_order(data, cases, places)]
        every, fault = scored(cases, healthy)
        score, faulty = every[places], fault[places]
        time = None if cases.time is None or np.isnat(cases.time[places]).any() else cases.time[places]
        text, tone = lead(score >= alarm, faulty, time)
        others = f", one of {count(len(known))} in the test data" if len(known) > 1 else ""
        return [
            Sentence(TITLE, level=2),
            Sentence(text, tone=tone),
            Sentence(f"{name.capitalize()} {shorten(chosen, 40)}{others}.", level=4),
            timeline_figure(score, faulty, alarm, shorten(chosen, 40), time),
        ]


def in_order(data: SignalDataset, cases: CaseScores, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """The order of these cases in time: by their times, else by recording and place in it."""
    rows = pa.array(cases.row[places])
    if cases.time is not None and not np.isnat(cases.time[places]).any():
        return np.argsort(cases.time[places], kind="stable").astype(np.int64)
    start = np.zeros(len(places))
    if "start" in data.cases.column_names:
        start = np.asarray(data.cases["start"].take(rows).to_numpy(), np.float64)
    recording = np.zeros(len(places), np.int64)
    if "recording" in data.cases.column_names:
        # In the order of the file, which is the best guess at the order of recording.
        firsts: dict[Any, int] = {}
        for each in data.cases["recording"].to_pylist():
            firsts.setdefault(each, len(firsts))
        recording = np.array([firsts[each] for each in data.cases["recording"].take(rows).to_pylist()], np.int64)
    return np.lexsort((start, recording)).astype(np.int64)


def lead(alarms: NDArray[np.bool_], faulty: NDArray[np.bool_], time: NDArray[np.datetime64] | None) -> tuple[str, Tone]:
    """How long before the first faulty window the alarm rang, in words, and the tone.

    The alarm is that which was still ringing or rang last before: the first of ``ROW`` windows in a row above the line.
    """
    rings = first_rings(alarms)
    if not faulty.any():
        return f"Healthy throughout: {count(len(rings))} false alarms.", "good" if not len(rings) else "caution"
    if faulty.all():
        said = f"the alarm rings from window {count(rings[0] + 1)} on" if len(rings) else "the alarm never rings"
        return f"Faulty from the first window: {said}.", "good" if len(rings) else "bad"
    turned = spells(faulty)[0][0]
    before = [ring for ring in rings if ring <= turned]
    if before:
        ring = before[-1]
        early = distance(ring, turned, time)
        text = "The alarm rings with the first faulty window." if ring == turned else f"The alarm rang {early} before."
        return text.replace("before.", "before the fault was noted."), "good"
    if len(rings):
        return f"The alarm rang {distance(turned, int(rings[0]), time)} after the fault began.", "caution"
    return "The alarm never rings, though there is a fault.", "bad"


def first_rings(alarms: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Where each alarm begins: runs of ``ROW`` or more windows above the line, int64."""
    return np.array([first for first, last in spells(alarms) if last - first + 1 >= ROW], np.int64)


def distance(first: int, second: int, time: NDArray[np.datetime64] | None) -> str:
    """From one window to a later one: hours or days where times are known, else windows."""
    if time is None:
        between = second - first
        return "1 window" if between == 1 else f"{count(between)} windows"
    hours = float((time[second] - time[first]) / HOUR)
    unit, length = next(((unit, length) for unit, length in UNITS if hours >= 2 * length), UNITS[-1])
    return f"{count(hours / length)} {unit}"
