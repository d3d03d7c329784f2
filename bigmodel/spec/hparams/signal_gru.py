"""Hyper-parameters of the recurrent network on pieces of the raw signal."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from bigmodel.spec.hparams.signal_training import RawSignalTraining
from bigmodel.spec.hparams.training import ADVANCED


class SignalGRU(RawSignalTraining):
    """A gated recurrent unit that reads the signal piece by piece."""

    title: ClassVar[str] = "Recurrent network (GRU)"
    summary: ClassVar[str] = "Reads the signal in order, piece by piece; for faults that change within a window."
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "quick": {"epochs": 10, "width": 32},
        "balanced": {},
        "thorough": {"epochs": 60, "patience": 15, "width": 128},
    }

    width: int = Field(
        64,
        ge=1,
        le=1024,
        title="Width",
        description="Numbers that the network remembers from piece to piece.",
        json_schema_extra=ADVANCED,
    )
