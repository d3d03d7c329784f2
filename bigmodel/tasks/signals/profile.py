"""What signals look like: columns, split, and what each class sounds like."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bigmodel.data.profile import profile_columns
from bigmodel.figures.waveform import mean_spectra, waveforms
from bigmodel.spec import Block, Plan, Table, Words
from bigmodel.tasks.signals.dataset import SignalDataset
from bigmodel.tasks.split_table import split_table
from bigmodel.tasks.targets import class_indices

EACH = 48
"""Windows of a class that its mean spectrum is taken from."""
MOST_CLASSES = 6


def profile(data: SignalDataset, plan: Plan, words: Words) -> Sequence[Block]:
    """The table "Columns", then "Split", a waveform of each class and their mean spectra."""
    found = profile_columns(data.cases, plan.fields)
    columns = Table(
        "Columns",
        {
            "Column": [column.name for column in found],
            "Missing": [column.missing / max(1, column.rows) for column in found],
            "Distinct": [column.distinct for column in found],
            "Example": [column.example for column in found],
            "Distribution": [[float(bar) for bar in column.histogram] for column in found],
        },
        {"Missing": "share", "Distinct": "count", "Example": "text", "Distribution": "bars"},
    )
    blocks: list[Block] = [columns, split_table(data.cases, plan, None)]
    examples = rows_by_class(data, plan)
    if examples:
        first = {name: np.asarray(data.signals[rows[0], :, 0]) for name, rows in examples.items()}
        spectra = {name: mean_spectrum(np.asarray(data.signals[rows, :, 0])) for name, rows in examples.items()}
        frequencies = np.asarray(np.fft.rfftfreq(data.window, 1 / data.rate), np.float64)
        blocks += [
            waveforms(first, data.rate, words.case),
            mean_spectra(spectra, frequencies, words.cases),
        ]
    return blocks


def rows_by_class(data: SignalDataset, plan: Plan) -> dict[str, NDArray[np.int64]]:
    """Row numbers of up to ``EACH`` evenly spaced windows of each of the first classes; empty without a target."""
    if plan.outcome is None or plan.one("target") is None:
        return {}
    y = class_indices(data.cases, plan, plan.outcome)
    found = {}
    for place, name in enumerate(plan.outcome.classes[:MOST_CLASSES]):
        rows = np.flatnonzero(y == place)
        if len(rows):
            found[name] = rows[np.linspace(0, len(rows) - 1, min(EACH, len(rows))).astype(int)]
    return found


def mean_spectrum(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Amplitude by frequency, the mean over windows (n, window): float64 (window // 2 + 1,), in the signal's unit."""
    window = np.hanning(values.shape[1])
    tapered = (values - values.mean(axis=1, keepdims=True)) * window
    return np.asarray(2 / window.sum() * np.abs(np.fft.rfft(tapered, axis=1)).mean(axis=0), np.float64)
