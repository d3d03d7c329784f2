"""The hyper-parameters that every network shares: how it is trained."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, JsonValue, ValidationError

from bigmodel.spec.problem import Problem
from bigmodel.spec.record import Record, explain

Preset = Literal["quick", "balanced", "thorough"]
ADVANCED: dict[str, JsonValue] = {"advanced": True}
BOUNDS = ("ge", "gt", "le", "lt")


class Training(Record):
    """How a network is trained. Titles and descriptions are what the form shows.

    Subclasses add the network's own fields, a ``title``, a ``summary`` and ``presets``: preset name to the
    values in which it differs from the class's defaults. ``balanced`` is the default and differs in nothing.
    """

    title: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {"quick": {}, "balanced": {}, "thorough": {}}
    largest_batch: ClassVar[int] = 2048

    preset: Preset = Field("balanced", title="Preset", description="How much time to spend.")
    optimizer: Literal["adamw", "adam", "momentum", "sgd", "full_batch"] = Field(
        "adamw",
        title="Optimiser",
        description="How weights are moved: AdamW suits most data; full batch takes one step an epoch.",
    )
    learning_rate: float = Field(
        1e-3,
        gt=0,
        le=100,
        title="Learning rate",
        description="Size of a step: too large diverges, too small is slow.",
        json_schema_extra=ADVANCED,
    )
    schedule: Literal["cosine", "constant", "one_cycle"] = Field(
        "cosine",
        title="Learning-rate schedule",
        description="Cosine lets the rate fall to zero by the last epoch; one-cycle rises first; constant keeps it.",
        json_schema_extra=ADVANCED,
    )
    batch_size: int = Field(
        0,
        ge=0,
        le=65_536,
        title="Batch size",
        description="Rows a step learns from at once; 0 chooses by the number of rows.",
        json_schema_extra=ADVANCED,
    )
    epochs: int = Field(
        20, ge=1, le=10_000, title="Epochs", description="How often every training row is seen at most."
    )
    dropout: float = Field(
        0.1,
        ge=0,
        lt=1,
        title="Dropout",
        description="Share of units left out at random, against memorising.",
        json_schema_extra=ADVANCED,
    )
    weight_decay: float = Field(
        1e-4,
        ge=0,
        le=10,
        title="Weight decay",
        description="Pulls weights towards zero, against memorising.",
        json_schema_extra=ADVANCED,
    )
    early_stopping: bool = Field(
        True,
        title="Early stopping",
        description="Stop when validation has not improved for a while.",
        json_schema_extra=ADVANCED,
    )
    patience: int = Field(
        8,
        ge=1,
        le=10_000,
        title="Patience",
        description="Epochs without improvement before early stopping.",
        json_schema_extra=ADVANCED,
    )
    seed: int = Field(
        0,
        ge=0,
        le=2**31 - 1,
        title="Seed",
        description="The same seed repeats the same training.",
        json_schema_extra=ADVANCED,
    )

    def rows_a_step(self, rows: int) -> int:
        """The batch size for a number of training rows: the one given, else about a 256th of the rows.

        Small data needs many small steps, large data would take too long with them; a power of two between 32 and
        ``largest_batch``.
        """
        if self.batch_size:
            return self.batch_size
        return min(self.largest_batch, 1 << max(5, round(math.log2(max(rows, 1) / 256))))

    @property
    def averaged(self) -> float:
        """How much of the average of its weights a step keeps; 0 where the weights themselves are scored."""
        return 0.0

    def for_rows(self, rows: int) -> Self:
        """With what is chosen by the number of training rows; most networks leave nothing to that but the batch."""
        return self

    @classmethod
    def make(cls, values: Mapping[str, Any]) -> Self:
        """Defaults, then the preset's values, then ``values``.

        Raises:
            Problem: A name is unknown or a value out of range; the sentence names the field and the range.
        """
        preset = str(values.get("preset", "balanced"))
        try:
            return cls.model_validate({**cls.presets.get(preset, {}), **values})
        except ValidationError as error:
            known = ", ".join(cls.model_fields)
            raise Problem(f"The setting {explain(error)}", remedy=f"{cls.title} takes {known}.") from error


def again(name: str, default: Any, **changes: Any) -> Any:
    """A shared field once more, for a network that starts from another value.

    Args:
        name: A field of ``Training``.
        default: The value to start from.
        changes: What else differs: ``title``, ``description`` or a bound (``ge``, ``gt``, ``le``, ``lt``).
    """
    shared = Training.model_fields[name]
    bounds = {bound: getattr(each, bound) for each in shared.metadata for bound in BOUNDS if hasattr(each, bound)}
    told: dict[str, Any] = {"title": shared.title, "description": shared.description}
    return Field(default, **{**bounds, **told, "json_schema_extra": shared.json_schema_extra, **changes})
