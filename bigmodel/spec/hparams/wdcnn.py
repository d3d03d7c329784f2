"""Hyper-parameters of WDCNN, the network on the raw signal."""

from collections.abc import Mapping
from typing import Any, ClassVar

from bigmodel.spec.hparams.signal_training import RawSignalTraining


class WDCNN(RawSignalTraining):
    """A wide first convolution, then four narrow ones (Zhang et al., Sensors 17(2), 425, 2017)."""

    title: ClassVar[str] = "Wide-kernel CNN on the raw signal"
    summary: ClassVar[str] = "Strong on the machine it has learnt from; often weak on others."
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "quick": {"epochs": 10},
        "balanced": {},
        "thorough": {"epochs": 60, "patience": 15},
    }
