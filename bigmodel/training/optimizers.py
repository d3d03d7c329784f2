"""Optimisers and learning-rate schedules, as functions of the step alone, so that they survive a resume."""

from __future__ import annotations

from typing import Any

import keras

from bigmodel.spec.hparams import Training
from bigmodel.training.fused_adam import UNDECAYED, FusedAdam

MOMENTUM = 0.9
CLIP_NORM = 1.0
WARM_UP = 0.3
START_DIVISOR = 25.0


def make_optimizer(hparams: Training, steps: int) -> keras.optimizers.Optimizer:
    """The optimiser that ``hparams`` names, with its schedule over ``steps`` steps in all.

    Full-batch gradient descent is plain gradient descent; the loop gives it one step an epoch. Weight decay is
    decoupled (Loshchilov and Hutter, arXiv 1711.05101) and leaves biases alone.
    """
    rate = make_schedule(hparams, steps)
    if hparams.optimizer in {"adam", "adamw"}:
        decay = hparams.weight_decay if hparams.optimizer == "adamw" else 0.0
        return FusedAdam(rate, decay, CLIP_NORM)
    optimizer = keras.optimizers.SGD(
        rate,
        momentum=MOMENTUM if hparams.optimizer == "momentum" else 0.0,
        nesterov=hparams.optimizer == "momentum",
        global_clipnorm=CLIP_NORM,
        weight_decay=hparams.weight_decay or None,
    )
    optimizer.exclude_from_weight_decay(var_names=[UNDECAYED])
    return optimizer


def make_schedule(hparams: Training, steps: int) -> Any:
    """Learning rate by step: constant, cosine to zero, or one cycle (up for 30 % of the steps, then down to zero)."""
    if hparams.schedule == "constant":
        return hparams.learning_rate
    if hparams.schedule == "cosine":
        return keras.optimizers.schedules.CosineDecay(hparams.learning_rate, max(1, steps))
    up = max(1, int(steps * WARM_UP))
    return keras.optimizers.schedules.CosineDecay(
        hparams.learning_rate / START_DIVISOR,
        max(1, steps - up),
        warmup_target=hparams.learning_rate,
        warmup_steps=up,
    )
