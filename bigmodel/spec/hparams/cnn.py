"""Hyper-parameters of the classic convolutional network for pictures."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from bigmodel.spec.hparams.changed_pictures import ChangedPictures
from bigmodel.spec.hparams.training import ADVANCED


class CNN(ChangedPictures):
    """Conv32-Pool-Conv64-Pool-Conv64-Dense64-Dense, the network of the Keras and TensorFlow tutorials."""

    title: ClassVar[str] = "Classic CNN"
    summary: ClassVar[str] = "Three convolutions and two dense layers; small pictures, clear classes."
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "quick": {"epochs": 6},
        "balanced": {},
        "thorough": {"epochs": 40, "patience": 12, "dropout": 0.3},
    }
    largest_batch: ClassVar[int] = 64

    batch_size: int = Field(
        0,
        ge=0,
        le=65_536,
        title="Batch size",
        description="Pictures a step learns from at once; 0 chooses 32 or 64 by their number.",
        json_schema_extra=ADVANCED,
    )
    epochs: int = Field(
        20, ge=1, le=10_000, title="Epochs", description="How often every training picture is seen at most."
    )
    dropout: float = Field(
        0.0,
        ge=0,
        lt=1,
        title="Dropout",
        description="Share of units left out at random, against memorising.",
        json_schema_extra=ADVANCED,
    )
