"""Hyper-parameters that networks for vibration signals share: how signals are varied, and envelopes' bands."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from bigmodel.spec.hparams.training import ADVANCED, Training, again


class SignalTraining(Training):
    """Training on signals that are varied at random, each time anew; never in validation, test or use."""

    largest_batch: ClassVar[int] = 64

    batch_size: int = again(
        "batch_size", 0, description="Windows a step learns from at once; 0 chooses 32 or 64 by their number."
    )
    noise: float = Field(
        0.1,
        ge=0,
        le=10,
        title="Noise",
        description="Random noise of up to this share of the signal's own strength is added in training; 0 adds none.",
        json_schema_extra=ADVANCED,
    )
    shift: bool = Field(
        True,
        title="Shift in time",
        description="Training windows start at a random place and go round: when a shock comes says nothing.",
        json_schema_extra=ADVANCED,
    )


class RawSignalTraining(SignalTraining):
    """Training of networks that see the signal itself; an envelope's spectrum does not tell how strong it was."""

    scale: float = Field(
        0.2,
        ge=0,
        lt=1,
        title="Change of strength",
        description="Training windows are made stronger or weaker by up to this share.",
        json_schema_extra=ADVANCED,
    )


class EnvelopeTraining(SignalTraining):
    """Training of networks on spectra of envelopes in several frequency bands."""

    dropout: float = again("dropout", 0.5)
    bands: int = Field(
        4,
        ge=1,
        le=16,
        title="Frequency bands",
        description="Bands in which shocks are looked for; which of them rings differs from fault to fault.",
        json_schema_extra=ADVANCED,
    )
