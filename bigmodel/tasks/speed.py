"""How long a training will take: the arithmetic of the network against a measured pace."""

from __future__ import annotations

import os

from bigmodel.spec.hparams import Training

TRAINING_PASSES = 3.0
"""Forward once, backward about twice the arithmetic of forward."""

PACE = {
    "tabm": 80e9,
    "mlp": 30e9,
    "cnn": 250e9,
    "resnet": 120e9,
    "sasrec": 42e9,
    "gru4rec": 35e9,
}
"""Operations a second on ``MEASURED_CORES`` cores that each network's training reached when it was measured."""
MEASURED_CORES = 2

START_SECONDS = 3.0
"""Reading, building and tracing before the first step."""

ROW_SECONDS = 1e-4
"""Baselines, scoring and report, by row."""


def estimate_seconds(network: str, hparams: Training, cases: int, flops: float) -> float:
    """Seconds from the click to the report when all epochs run (early stopping may end sooner).

    Args:
        network: Name of the network.
        hparams: Its hyper-parameters.
        cases: Number of rows or pictures in the dataset.
        flops: Floating-point operations of one forward pass of one case.
    """
    learnt = round(0.7 * cases)
    trained = learnt * hparams.for_rows(learnt).epochs
    pace = PACE.get(network, min(PACE.values())) * max(1, os.cpu_count() or 1) / MEASURED_CORES
    return START_SECONDS + trained * flops * TRAINING_PASSES / pace + ROW_SECONDS * cases
