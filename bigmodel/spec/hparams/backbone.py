"""Hyper-parameters of the network that was trained on photographs before it sees yours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import Field

from bigmodel.spec.hparams.training import ADVANCED, Training, again

TUNED = 21_000, 3, 8
"""Pictures to see in all where the last blocks are trained, and how often each at least and at most."""


class Backbone(Training):
    """EfficientNet-Lite0 with ImageNet weights (Tan and Le, arXiv 1905.11946), and a last layer for your classes."""

    title: ClassVar[str] = "Pretrained on photographs"
    summary: ClassVar[str] = "Knows edges, textures and shapes already; learns from a few pictures of each class."
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "quick": {"epochs": 30},
        "balanced": {},
        "thorough": {"fine_tune": True, "epochs": 0, "learning_rate": 1e-3, "weight_decay": 1e-4},
    }
    largest_batch: ClassVar[int] = 128

    learning_rate: float = again("learning_rate", 0.05)
    batch_size: int = again(
        "batch_size", 0, description="Pictures a step learns from at once; 0 chooses 32 to 128 by their number."
    )
    epochs: int = again(
        "epochs",
        60,
        ge=0,
        description="How often every training picture is learnt from, a moment each for the last layer alone; 0 "
        "chooses by their number.",
    )
    dropout: float = again("dropout", 0.0, description="Share of features left out at random, against memorising.")
    weight_decay: float = again("weight_decay", 0.02)
    early_stopping: bool = again("early_stopping", False)
    flip: bool = Field(
        False,
        title="Mirror left and right",
        description="Only where a mirrored picture keeps its class; not for letters, digits or left and right parts.",
    )
    fine_tune: bool = Field(
        False,
        title="Train the last blocks too",
        description="More accurate with more pictures or unusual ones, and minutes instead of seconds.",
    )
    side: int = Field(
        160,
        ge=64,
        le=320,
        title="Size",
        description="Pictures are brought to this many pixels a side; 224 sees finer detail in twice the time.",
        json_schema_extra=ADVANCED,
    )

    def for_rows(self, rows: int) -> Self:
        """With the number of epochs for so many training pictures, where none was chosen."""
        if self.epochs:
            return self
        seen, least, most = TUNED
        chosen = max(least, min(most, round(seen / max(rows, 1)))) if self.fine_tune else 60
        return self.model_copy(update={"epochs": chosen})
