"""Hyper-parameters of the classic convolutional network for pictures."""

from collections.abc import Mapping
from typing import Any, ClassVar

from bigmodel.spec.hparams.changed_pictures import ChangedPictures
from bigmodel.spec.hparams.training import again


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

    batch_size: int = again(
        "batch_size", 0, description="Pictures a step learns from at once; 0 chooses 32 or 64 by their number."
    )
    epochs: int = again("epochs", 20, description="How often every training picture is seen at most.")
    dropout: float = again("dropout", 0.0)
