"""Hyper-parameters that all networks over a history of items share."""

from typing import ClassVar, Literal

from pydantic import Field

from bigmodel.spec.hparams.training import ADVANCED, Training, again


class HistoryNetwork(Training):
    """How a network that foretells the next item of a history is made and trained."""

    largest_batch: ClassVar[int] = 128

    optimizer: Literal["adamw", "adam", "momentum", "sgd", "full_batch"] = again(
        "optimizer",
        "adam",
        description="How weights are moved: Adam suits most histories; full batch takes one step an epoch.",
    )
    learning_rate: float = again("learning_rate", 0.003)
    batch_size: int = again(
        "batch_size", 0, description="Histories a step learns from at once; 0 chooses 32 to 128 by their number."
    )
    epochs: int = again("epochs", 12, description="How often every history is seen at most.")
    dropout: float = again("dropout", 0.2)
    patience: int = again("patience", 5)
    length: int = Field(
        50,
        ge=1,
        le=200,
        title="History length",
        description="The most recent items that are looked at; older ones are learnt from in pieces of this length.",
        json_schema_extra=ADVANCED,
    )
    width: int = Field(
        64,
        ge=2,
        le=1024,
        title="Width",
        description="Numbers that describe each item and each history.",
        json_schema_extra=ADVANCED,
    )
