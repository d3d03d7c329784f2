"""Optimisers and learning-rate schedules, as functions of the step alone, so that they survive a resume."""

from __future__ import annotations

from typing import Any

import keras

from bigmodel.spec.hparams import Training
from bigmodel.training.fused_adam import FusedAdam

MOMENTUM = 0.9
CLIP_NORM = 1.0
WARM_UP = 0.3
START_DIVISOR = 25.0


def make_optimizer(hparams: Training, steps: int) -> keras.optimizers.Optimizer:
    """The optimiser that ``hparams`` names, with its schedule over ``steps`` steps in all.

    Full-batch gradient descent is plain gradient descent; the loop gives it one step an epoch. Weight decay is
    decoupled (Loshchilov and Hutter, arXiv 1711.05101) and leaves biases and scalings alone.
    """
    rate = make_schedule(hparams, steps)
    common: dict[str, Any] = {"global_clipnorm": CLIP_NORM, "weight_decay": hparams.weight_decay or None}
    if hparams.optimizer == "adamw":
        optimizer = keras.optimizers.AdamW(rate, **{**common, "weight_decay": hparams.weight_decay})
    elif hparams.optimizer == "adam":
        optimizer = FusedAdam(rate, global_clipnorm=CLIP_NORM)
    elif hparams.optimizer == "momentum":
        optimizer = keras.optimizers.SGD(rate, momentum=MOMENTUM, nesterov=True, **common)
    else:
        optimizer = keras.optimizers.SGD(rate, **common)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
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
