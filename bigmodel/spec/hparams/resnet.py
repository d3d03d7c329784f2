"""Hyper-parameters of the small residual network for pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from pydantic import Field

from bigmodel.spec.hparams.changed_pictures import ChangedPictures
from bigmodel.spec.hparams.training import ADVANCED, again

SEEN: Mapping[str, tuple[int, int, int]] = {
    "quick": (150_000, 3, 20),
    "balanced": (240_000, 4, 40),
    "thorough": (800_000, 15, 60),
}
"""By preset: pictures to see in all, and how often each at least and at most."""
FEW = 8
"""Passes below which a narrower network that sees the pictures as they are learns more in the time there is.

Fashion-MNIST, test accuracy on two cores: four passes with 16 channels and a block in the first stage 91.4 % in 43 s,
91.0 % with pictures moved by one pixel and 90.2 % by two; two passes with 32 channels 89.7 % in 51 s. Without that
block, four passes 91.2 % in 33 s.
"""
NARROW, WIDE = 16, 32
LARGE = 32
"""Side from which, after a coarse start, only the strongest of each four places goes on, as in the paper's network."""


class ResNet(ChangedPictures):
    """Convolutions with batch normalisation and shortcuts (He et al., arXiv 1512.03385), trained in one cycle."""

    title: ClassVar[str] = "Small residual network"
    summary: ClassVar[str] = "Convolutions with shortcuts; more accurate than the classic CNN in less time."
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "quick": {},
        "balanced": {},
        "thorough": {"width": 32, "coarse": False},
    }
    largest_batch: ClassVar[int] = 256

    optimizer: Literal["adamw", "adam", "momentum", "sgd", "full_batch"] = again("optimizer", "adamw")
    learning_rate: float = again(
        "learning_rate", 0.01, description="Size of a step at its largest: too large diverges, too small is slow."
    )
    schedule: Literal["cosine", "constant", "one_cycle"] = again(
        "schedule",
        "one_cycle",
        description="One-cycle rises first and falls to zero by the last epoch; cosine only falls; constant stays.",
    )
    batch_size: int = again(
        "batch_size", 0, description="Pictures a step learns from at once; 0 chooses 32 to 256 by their number."
    )
    epochs: int = again(
        "epochs",
        0,
        ge=0,
        description="How often every training picture is seen; 0 chooses by their number, fewer where there are many.",
    )
    dropout: float = again(
        "dropout", 0.0, description="Share of units left out at random before the last layer, against memorising."
    )
    early_stopping: bool = again(
        "early_stopping",
        False,
        description="Stop when validation has not improved for a while; one-cycle is at its best at its end.",
    )
    width: int = Field(
        0,
        ge=0,
        le=512,
        title="Width",
        description="Channels of the first stage, each later stage has twice as many; 0 chooses 32, or 16 for fewer "
        f"than {FEW} epochs.",
        json_schema_extra=ADVANCED,
    )
    depth: int = Field(
        1,
        ge=0,
        le=6,
        title="Depth",
        description="Shortcut blocks in each stage; the first, where they cost most, has one less.",
        json_schema_extra=ADVANCED,
    )
    coarse: bool = Field(
        True,
        title="Coarse start",
        description="Halve the picture in the first layer: about four times faster, a little less accurate.",
        json_schema_extra=ADVANCED,
    )
    smoothing: float = Field(
        0.1,
        ge=0,
        lt=1,
        title="Label smoothing",
        description="Share of certainty that is spread over all classes, against overconfidence.",
        json_schema_extra=ADVANCED,
    )
    average: float = Field(
        0.999,
        ge=0,
        lt=1,
        title="Averaged weights",
        description="Share of the average that each step keeps; the averaged weights are scored and shipped, 0 is off.",
        json_schema_extra=ADVANCED,
    )
    views: bool = Field(
        True,
        title="Several looks at each picture",
        description="Averages the answers to the picture, moved by a pixel and mirrored, where you allowed these.",
        json_schema_extra=ADVANCED,
    )
    shift: float = Field(
        0.07,
        ge=0,
        le=0.5,
        title="Shift",
        description=f"Moves pictures by up to this share of their side; left at 0.07, not in fewer than {FEW} epochs.",
        json_schema_extra=ADVANCED,
    )

    @property
    def averaged(self) -> float:
        """How much of the averaged weights each step keeps."""
        return self.average

    def rows_a_step(self, rows: int) -> int:
        """The batch size for a number of training pictures: about a 64th of them, 32 to 256."""
        if self.batch_size:
            return self.batch_size
        return min(self.largest_batch, 1 << max(5, round(math.log2(max(rows, 1) / 64))))

    @property
    def channels(self) -> int:
        """Channels of the first stage."""
        return self.width or (NARROW if 0 < self.epochs < FEW else WIDE)

    def for_rows(self, rows: int) -> Self:
        """With the epochs for so many training pictures, and pictures left in place in few epochs, unless chosen."""
        seen, least, most = SEEN[self.preset]
        epochs = self.epochs or max(least, min(most, round(seen / max(rows, 1))))
        moves = "shift" in self.model_fields_set or epochs >= FEW
        return self.model_copy(update={"epochs": epochs, **({} if moves else {"shift": 0.0})})
