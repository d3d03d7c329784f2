"""How long a training will take here: arithmetic of the network against the measured speed of this machine."""

from __future__ import annotations

import time
from functools import cache

import numpy as np

from bigmodel.spec.hparams import Training

TRAINING_PASSES = 3.0
"""Forward once, backward about twice the arithmetic of forward."""

EFFICIENCY = {"tabm": 0.25, "mlp": 0.12, "cnn": 0.40}
"""Share of the machine's matrix speed that each network's training reached when it was measured."""

START_SECONDS = 3.0
"""Reading, building and tracing before the first step."""

ROW_SECONDS = 1e-4
"""Baselines, scoring and report, by row."""


@cache
def matrix_speed() -> float:
    """Floating-point operations a second of a float32 matrix product here, measured once (about 30 ms)."""
    left = np.ones((768, 768), np.float32)
    fastest = float("inf")
    for _ in range(4):
        start = time.perf_counter()
        left @ left
        fastest = min(fastest, time.perf_counter() - start)
    return 2 * 768**3 / fastest


def estimate_seconds(network: str, hparams: Training, cases: int, flops: float) -> float:
    """Seconds from the click to the report when all epochs run (early stopping may end sooner).

    Args:
        network: Name of the network.
        hparams: Its hyper-parameters.
        cases: Number of rows or pictures in the dataset.
        flops: Floating-point operations of one forward pass of one case.
    """
    trained = 0.7 * cases * hparams.epochs
    arithmetic = trained * flops * TRAINING_PASSES / (matrix_speed() * EFFICIENCY.get(network, 0.2))
    return START_SECONDS + arithmetic + ROW_SECONDS * cases
