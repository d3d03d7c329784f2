"""Hyper-parameters that all networks over a history of items share."""

from typing import ClassVar, Literal

from pydantic import Field

from bigmodel.spec.hparams.training import ADVANCED, Training


class HistoryNetwork(Training):
    """How a network that foretells the next item of a history is made and trained."""

    largest_batch: ClassVar[int] = 128

    optimizer: Literal["adamw", "adam", "momentum", "sgd", "full_batch"] = Field(
        "adam",
        title="Optimiser",
        description="How weights are moved: Adam suits most histories; full batch takes one step an epoch.",
    )
    learning_rate: float = Field(
        3e-3,
        gt=0,
        le=100,
        title="Learning rate",
        description="Size of a step: too large diverges, too small is slow.",
        json_schema_extra=ADVANCED,
    )
    batch_size: int = Field(
        0,
        ge=0,
        le=65_536,
        title="Batch size",
        description="Histories a step learns from at once; 0 chooses 32 to 128 by their number.",
        json_schema_extra=ADVANCED,
    )
    epochs: int = Field(12, ge=1, le=10_000, title="Epochs", description="How often every history is seen at most.")
    dropout: float = Field(
        0.2,
        ge=0,
        lt=1,
        title="Dropout",
        description="Share of units left out at random, against memorising.",
        json_schema_extra=ADVANCED,
    )
    patience: int = Field(
        5,
        ge=1,
        le=10_000,
        title="Patience",
        description="Epochs without improvement before early stopping.",
        json_schema_extra=ADVANCED,
    )
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
