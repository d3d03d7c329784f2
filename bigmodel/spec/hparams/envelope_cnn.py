"""Hyper-parameters of the network on order-tracked envelope spectra, the default for vibration signals."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator

from bigmodel.spec.hparams.signal_training import EnvelopeTraining
from bigmodel.spec.hparams.training import ADVANCED


class EnvelopeCNN(EnvelopeTraining):
    """Envelopes in several frequency bands, their spectra by shaft order, three small convolutions."""

    title: ClassVar[str] = "Envelope spectrum CNN"
    summary: ClassVar[str] = "How often shocks repeat per turn of the shaft; carries over to other loads and machines."
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "quick": {"epochs": 10, "members": 2},
        "balanced": {},
        "thorough": {"epochs": 40, "patience": 15, "members": 8},
    }

    resonances: Literal["none", "half", "all"] = Field(
        "half",
        title="Members that listen to resonances",
        description="Which frequencies ring helps on the machines learnt from and misleads on others: half of the "
        "members hedge between the two.",
        json_schema_extra=ADVANCED,
    )
    members: int = Field(
        4, ge=1, le=32, title="Members", description="Networks averaged in one.", json_schema_extra=ADVANCED
    )

    @field_validator("resonances", mode="before")
    @classmethod
    def _as_switch(cls, value: Any) -> Any:
        """Runs of earlier versions said yes or no."""
        return {False: "none", True: "all"}.get(value, value) if isinstance(value, bool) else value
