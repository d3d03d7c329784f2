"""How long a training on histories will take."""

from __future__ import annotations

import os

import numpy as np

from bigmodel.spec.hparams import GRU4Rec, SASRec
from bigmodel.tasks.interactions.histories import Longs
from bigmodel.tasks.interactions.windows import count_windows, fitting_length
from bigmodel.tasks.speed import MEASURED_CORES, PACE, TRAINING_PASSES

START_SECONDS = 5.0
"""Reading, building, tracing and what is slow in the first steps."""
EXPORT_SECONDS = 4.0
"""Writing the model out and comparing the two files."""
QUESTION_SECONDS = 1e-3
"""Ranking all items for one question by the model that ships and by the baselines, with the baselines' tuning."""


def history_seconds(network: str, hparams: SASRec | GRU4Rec, events: Longs, items: int) -> float:
    """Estimated seconds from the click to the result when all epochs run (early stopping may end sooner).

    Training goes by windows, of which a long history gives several; each epoch also ranks the items for every
    validation question.

    Args:
        network: Name of the network.
        hparams: Its hyper-parameters.
        events: int64 (users,), events of each user.
        items: Number of items.
    """
    learnt = np.maximum(events - 2, 0)
    length = fitting_length(learnt, hparams.length)
    windows, questions = count_windows(learnt, length), int((events >= 3).sum())
    flops = flops_of(hparams, items, length) * (TRAINING_PASSES * windows + questions)
    pace = PACE[network] * max(1, os.cpu_count() or 1) / MEASURED_CORES
    judging = EXPORT_SECONDS + QUESTION_SECONDS * (questions + int((events >= 2).sum()))
    return START_SECONDS + hparams.for_rows(windows).epochs * flops / pace + judging


def flops_of(hparams: SASRec | GRU4Rec, items: int, length: int) -> float:
    """Operations of one forward pass of one window: the layers at each of its places, and the scores of all items."""
    blocks = hparams.blocks if isinstance(hparams, SASRec) else 1
    return 2.0 * length * (12 * blocks * hparams.width**2 + hparams.width * items)
