"""How long a training on signals takes: what a window cost when it was measured, on two cores."""

from __future__ import annotations

import os

from bigmodel.spec.hparams import EnvelopeCNN, OrderLines, SignalGRU, Training
from bigmodel.tasks.speed import MEASURED_CORES

MEASURED = 1024
"""Samples of the windows that were measured, of one channel."""
MEASURED_BANDS = 4
FRONT, MEMBER, LINES = 500e-6, 550e-6, 500e-6
"""Seconds by window and epoch of the envelopes, of each member that looks at them, and of lines that are weighed."""
CONVOLVED, RECURRENT, UNIT = 400e-6, 450e-6, 4.4e-6
"""The same of the network on the raw signal, of the recurrent one and of each of its units."""
START, TRACED, BRANCH = 5.5, 1.5, 3.0
"""Seconds of reading and building, of compiling the loop, and of compiling and exporting each member."""
END, WINDOW = 3.0, 2e-3
"""Seconds after the last epoch: export, and for each window the features and scores of the simpler models."""


def signal_seconds(hparams: Training, windows: int, samples: int, channels: int) -> float:
    """Estimated seconds from the click to the result when all epochs run (early stopping may end sooner).

    Args:
        hparams: Hyper-parameters of one of the networks.
        windows: Number of windows.
        samples: Samples in each.
        channels: Channels of each.
    """
    learnt = round(0.7 * windows)
    longer = samples / MEASURED
    traced = TRACED
    if isinstance(hparams, EnvelopeCNN):
        spectra = hparams.bands * channels / MEASURED_BANDS
        each = (FRONT + MEMBER * hparams.members) * longer * spectra
        traced += BRANCH * hparams.members
    elif isinstance(hparams, OrderLines):
        each = (FRONT + LINES) * longer * hparams.bands * channels / MEASURED_BANDS
        traced += BRANCH
    elif isinstance(hparams, SignalGRU):
        each = (RECURRENT + UNIT * hparams.width) * longer
    else:
        each = CONVOLVED * longer
    slower = MEASURED_CORES / max(1, os.cpu_count() or 1)
    epochs = learnt * hparams.for_rows(learnt).epochs * each * slower
    return START + traced + epochs + END + WINDOW * windows * max(1.0, longer * channels)
