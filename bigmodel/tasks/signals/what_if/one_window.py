"""One window changed: what it is named then, what changes in it, and what the answer rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.coverage import halving_certainty
from bigmodel.evaluation.judge import classes_of
from bigmodel.figures.bands import bands_figure
from bigmodel.figures.noise import along_noise_figure
from bigmodel.figures.spectrum import spectrum_figure, waveform_figure
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.signals import Signals
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import read_cases
from bigmodel.spec import Block, Control, Figure, Metric, Outcome, Sentence, Words
from bigmodel.spec.numbers import number, share
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.signals.dataset import SignalDataset, heard
from bigmodel.tasks.signals.envelope import FAULTS, envelope_spectrum, fault_orders, loudest_band, spectrum
from bigmodel.tasks.signals.healthy import healthy_class
from bigmodel.tasks.signals.views.window import ORDERS, PLAIN, offered, place_of
from bigmodel.tasks.signals.what_if.altered import Altered
from bigmodel.tasks.signals.what_if.asked import altered_by, ask, change_controls, probabilities
from bigmodel.tasks.signals.what_if.bands import band_falls
from bigmodel.tasks.signals.what_if.noise import Along, along_noise
from bigmodel.tasks.task import Dataset, Section
from bigmodel.tasks.views.abstain import certainties

TITLE = "One window, changed"
LONGEST = 24


class OneWindow:
    """Pick a test window and change it; see what it is named, how sure the model is, and where the answer flips."""

    title = TITLE
    section: Section = "One case"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Which window, and what becomes of it."""
        outcome = run.spec().plan.outcome
        if run.report() is None or outcome is None:
            return ()
        windows = offered(run, outcome)
        if not windows:
            return ()
        title = "Test window, the most certain mistakes first"
        start = first_shown(run, outcome, windows)
        picked = Control(name="window", title=title, kind="choice", default=start, options=tuple(windows))
        return (picked, *change_controls(run))

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The answer now and before, the window now and before, and what the answer rests on.

        Raises:
            Problem: The bundle is gone or damaged.
        """
        plan = run.spec().plan
        if run.report() is None or plan.outcome is None:
            return ()
        if not isinstance(data, SignalDataset):
            return [Sentence(TITLE, level=2), Sentence("The dataset was deleted, so its windows can't be asked about.")]
        windows = offered(run, plan.outcome)
        if not windows:
            return ()
        row = windows.get(str(values.get("window")), next(iter(windows.values())))
        bundle = Bundle.load(run.bundle)
        before, altered = heard(data, [row], plan), altered_by(values, bundle.schema)
        after = altered.of(before, [row])
        scores = [ask(bundle, each) for each in (before, after)]
        named = [int(classes_of(score, bundle.schema.threshold)[0]) for score in scores]
        sure = [probabilities(score)[0] for score in scores]
        cases = read_cases(run, "test")
        true = int(cases.y[np.flatnonzero(cases.row == row)[0]])
        names = [shorten(name, LONGEST) for name in plan.outcome.classes]
        along = along_noise(bundle, before, row, altered)
        return [
            Sentence(TITLE, level=2),
            Sentence(place_of(data, row, float(before.speed[0])), level=4),
            Sentence(said(names, true, named, along, changed=altered != Altered())),
            *cards(names, true, named, sure, run),
            *changed_figures(data, before, after, altered),
            along_noise_figure(along.levels, lines_of(along, names), along.flip, altered.noise),
            _rests_on(bundle, after, named[1], names[named[1]]),
        ]


def first_shown(run: RunFolder, outcome: Outcome, windows: Mapping[str, int]) -> str:
    """Of the faults that are named right that of middling certainty: what would turn the answer?

    The first window where no fault is named right.
    """
    cases, sure, right = certainties(run, "test")
    place = {int(row): at for at, row in enumerate(cases.row)}
    healthy = healthy_class(outcome)
    faults = [name for name, row in windows.items() if right[place[row]] and cases.y[place[row]] != healthy]
    ranked = sorted(faults, key=lambda name: float(sure[place[windows[name]]]))
    return ranked[len(ranked) // 2] if ranked else next(iter(windows))


def said(names: Sequence[str], true: int, named: Sequence[int], along: Along, *, changed: bool) -> str:
    """What the changes do, and where noise would turn the answer, in words."""
    was, now = names[named[0]], names[named[1]]
    if named[0] != named[1]:
        truth = "That is right." if named[1] == true else f"In truth it is {names[true]}."
        text = f"Changed like this the window is named {now} instead of {was}. {truth}"
    else:
        text = f"The window is {'still ' if changed else ''}named {was}."
    flip = along.flip
    if flip is None:
        return f"{text} Noise up to {number(float(along.levels[-1]))} times its own strength does not turn the answer."
    other = names[int(along.named[along.levels == flip][0])]
    return f"{text} From noise of {number(flip)} times its own strength on it is taken for {other}."


def cards(
    names: Sequence[str], true: int, named: Sequence[int], sure: Sequence[NDArray[np.float64]], run: RunFolder
) -> list[Metric]:
    """What is named, the probability of what was named before, and whether that is certain enough to be answered."""
    first = named[0]
    least = halving_certainty(*certainties(run, "validation")[1:])
    certain = [float(each[name]) for each, name in zip(sure, named, strict=True)]
    answered = ["yes" if each >= least else "unknown" for each in certain]
    return [
        Metric("Named", names[named[1]], f"was {names[first]}, in truth {names[true]}"),
        Metric(f"Probability of {names[first]}", share(float(sure[1][first])), f"was {share(float(sure[0][first]))}"),
        Metric(
            "Certain enough",
            answered[1],
            f"was {answered[0]}; certainty {share(certain[1])}, line {share(least)}",
            "Unknown: less certain than the line from which answers to the validation data are wrong half as often.",
        ),
    ]


def lines_of(along: Along, names: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Probabilities along the noise: of what is named without it, and of what it flips to or what comes next."""
    each = probabilities(along.score)
    first = int(along.named[0])
    others = [int(name) for name in along.named if name != first]
    rest = each.max(axis=0)
    rest[first] = -1
    second = others[0] if others else int(rest.argmax())
    return {names[first]: each[:, first], names[second]: each[:, second]}


def changed_figures(data: SignalDataset, before: Signals, after: Signals, altered: Altered) -> list[Figure]:
    """Waveform and envelope spectrum, over those of before where something was changed."""
    channel = 0 if altered.dead is None else altered.dead
    was, now = (np.asarray(each.values[0, :, channel], np.float64) for each in (before, after))
    rate, changed = data.rate, not np.array_equal(was, now)
    low, high = loudest_band(was, rate)
    speed = float(after.speed[0])
    turning = np.isfinite(speed) and speed > 0
    frequency, size = envelope_spectrum(now, rate, low, high)
    view = (frequency > 0) & (frequency <= (ORDERS * speed if turning else PLAIN))
    marks = {}
    if data.geometry is not None and turning:
        marks = {f"{name}, {FAULTS[name]}": order * speed for name, order in fault_orders(data.geometry).items()}
    old = envelope_spectrum(was, rate, low, high)[1][view] if changed else None
    title = f"Envelope spectrum, band {number(low / 1000)} to {number(high / 1000)} kHz"
    beside = spectrum_figure(frequency[view], size[view], marks, title, old)
    return [replace(waveform_figure(now, rate, was if changed else None), height=beside.height), beside]


def _rests_on(bundle: Bundle, after: Signals, named: int, name: str) -> Figure:
    edges, falls = band_falls(bundle, after, named)
    frequency, size = spectrum(np.asarray(after.values[0, :, 0], np.float64), after.rate)
    return bands_figure(frequency, size, edges, falls, name)
