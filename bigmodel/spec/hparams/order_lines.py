"""Hyper-parameters of the network that weighs the lines of envelope spectra."""

from collections.abc import Mapping
from typing import Any, ClassVar

from bigmodel.spec.hparams.signal_training import EnvelopeTraining


class OrderLines(EnvelopeTraining):
    """How far each multiple of the shaft's speed stands out of an envelope's spectrum, with one weight for each."""

    title: ClassVar[str] = "Order lines"
    summary: ClassVar[str] = "For faults of other sizes than those learnt from; on faults alike the CNN is better."
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "quick": {"epochs": 10},
        "balanced": {},
        "thorough": {"epochs": 40, "patience": 15},
    }
