"""One window, as an engineer looks at it: in time, by frequency, and how its envelope beats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.judge import classes_of
from bigmodel.figures.spectrum import spectrogram_figure, spectrum_figure, waveform_figure
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, read_cases
from bigmodel.spec import Block, Control, Figure, Outcome, Sentence, Words
from bigmodel.spec.numbers import number, score
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.signals.dataset import SignalDataset
from bigmodel.tasks.signals.envelope import FAULTS, envelope_spectrum, fault_orders, loudest_band, spectrum
from bigmodel.tasks.task import Dataset
from bigmodel.tasks.views.mistakes import sureness

TITLE = "One window"
WRONG = 20
"""Windows to pick from: so many of the most certain mistakes; and of those named right, for each class three."""
ORDERS = 18.0
PLAIN = 600.0
"""How far the envelope's spectrum is shown: multiples of the shaft's speed, or Hz where that is not known."""
LEVELS = 40.0
"""Decibels that the spectrogram spans."""
MOST_PIECES = 120
"""Columns of the spectrogram."""
LONGEST = 24


class Window:
    """Pick a window, the most certain mistakes first; see waveform, spectrum, spectrogram and envelope spectrum."""

    title = TITLE

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Which window."""
        outcome = run.spec().plan.outcome
        if run.report() is None or outcome is None:
            return ()
        options = tuple(offered(run, outcome))
        if not options:
            return ()
        title = "Window, the most certain mistakes first"
        return (Control(name="window", title=title, kind="choice", default=options[0], options=options),)

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """What the picked window looks like; nothing before there is a result."""
        outcome = run.spec().plan.outcome
        if run.report() is None or outcome is None:
            return ()
        if not isinstance(data, SignalDataset):
            return [Sentence(TITLE, level=2), Sentence("The dataset was deleted, so its windows can't be shown.")]
        windows = offered(run, outcome)
        if not windows:
            return ()
        row = windows.get(str(values.get("window")), next(iter(windows.values())))
        return [Sentence(TITLE, level=2), *about(data, row)]


def offered(run: RunFolder, outcome: Outcome) -> dict[str, int]:
    """What a window is called in the list, to its row in the dataset."""
    report = run.report()
    cases = read_cases(run, "test")
    named = classes_of(cases.score, report.threshold if report else None)
    sure = sureness(cases, named)
    places = [int(place) for place in (*_wrong(cases, named, sure), *_right(cases, named, sure, outcome))]
    names = [shorten(name, LONGEST) for name in outcome.classes]

    def said(place: int) -> str:
        true, decided = names[cases.y[place]], names[named[place]]
        answer = f"{true}, named right" if cases.y[place] == named[place] else f"{true}, taken for {decided}"
        return f"{answer} ({score(float(sure[place]))}), window {cases.row[place] + 1}"

    return {said(place): int(cases.row[place]) for place in places}


def _wrong(cases: CaseScores, named: NDArray[np.int64], sure: NDArray[np.float64]) -> list[np.int64]:
    wrong = np.flatnonzero(named != cases.y)
    return list(wrong[np.argsort(-sure[wrong], kind="stable")][:WRONG])


def _right(cases: CaseScores, named: NDArray[np.int64], sure: NDArray[np.float64], outcome: Outcome) -> list[np.int64]:
    found: list[np.int64] = []
    for number_of_class in range(len(outcome.classes)):
        mine = np.flatnonzero((named == cases.y) & (cases.y == number_of_class))
        ranked = mine[np.argsort(-sure[mine], kind="stable")]
        # The most certain, one in the middle and the least certain.
        found += [ranked[place] for place in sorted({0, len(ranked) // 2, len(ranked) - 1})] if len(ranked) else []
    return found


def about(data: SignalDataset, row: int) -> list[Block]:
    """Where the window comes from, and the figures of its first channel."""
    signals = data.take([row])
    values, rate, speed = np.asarray(signals.values[0, :, 0], np.float64), signals.rate, float(signals.speed[0])
    return [Sentence(place_of(data, row, speed), level=4), *figures(values, rate, speed, data.geometry)]


def place_of(data: SignalDataset, row: int, speed: float) -> str:
    """Machine, recording, load and speed of a window, as far as they are known."""
    known = {name: data.cases[name][row].as_py() for name in data.cases.column_names}
    parts = [f"{name} {shorten(str(known[name]), 40)}" for name in ("machine", "recording", "load") if known.get(name)]
    if known.get("start") is not None:
        parts.append(f"from {number(known['start'] / data.rate)} s")
    if np.isfinite(speed):
        parts.append(f"shaft at {number(speed)} Hz")
    text = ", ".join(parts)
    more = f" The first of {data.columns} channels is shown." if data.columns > 1 else ""
    return f"{text[:1].upper()}{text[1:]}.{more}"


def figures(values: NDArray[np.float64], rate: float, speed: float, geometry: Mapping[str, Any] | None) -> list[Figure]:
    """Waveform, spectrum, spectrogram and the envelope's spectrum, with the bearing's frequencies where known."""
    low, high = loudest_band(values, rate)
    frequency, size = envelope_spectrum(values, rate, low, high)
    turning = np.isfinite(speed) and speed > 0
    view = (frequency > 0) & (frequency <= (ORDERS * speed if turning else PLAIN))
    marks = {}
    if geometry is not None and turning:
        marks = {f"{name}, {FAULTS[name]}": order * speed for name, order in fault_orders(geometry).items()}
    title = f"Envelope spectrum, band {number(low / 1000)} to {number(high / 1000)} kHz"
    beating = spectrum_figure(frequency[view], size[view], marks, title)
    return [
        waveform_figure(values, rate),
        spectrum_figure(*spectrum(values, rate)),
        replace(spectrogram_figure(*spectrogram(values, rate)), height=beating.height),
        beating,
    ]


def spectrogram(
    values: NDArray[np.float64], rate: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Milliseconds (t,), Hz (f,) and decibels below the highest (f, t) of a signal (window,)."""
    length = int(min(128, max(16, len(values) // 8)))
    step = max(length // 2, len(values) // MOST_PIECES)
    pieces = np.lib.stride_tricks.sliding_window_view(values, length)[::step]
    frequency, size = spectrum(pieces, rate)
    decibels = 20 * np.log10(np.maximum(size.T, 1e-15))
    time = (np.arange(len(pieces)) * step + length / 2) * 1000 / rate
    return time.astype(np.float64), frequency, np.maximum(decibels - decibels.max(), -LEVELS).astype(np.float64)
