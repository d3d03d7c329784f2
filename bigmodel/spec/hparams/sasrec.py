"""Hyper-parameters of SASRec, self-attention over a history of items."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from bigmodel.spec.hparams.history_network import HistoryNetwork
from bigmodel.spec.hparams.training import ADVANCED


class SASRec(HistoryNetwork):
    """Causal self-attention over what somebody did before (Kang and McAuley, arXiv 1808.09781)."""

    title: ClassVar[str] = "SASRec"
    summary: ClassVar[str] = "Weighs everything in a history against everything else; the strongest choice."
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "quick": {"epochs": 5, "length": 20},
        "balanced": {},
        "thorough": {"epochs": 40, "patience": 10, "width": 96},
    }

    blocks: int = Field(
        2,
        ge=1,
        le=8,
        title="Blocks",
        description="Layers of attention above each other.",
        json_schema_extra=ADVANCED,
    )
    heads: int = Field(
        2,
        ge=1,
        le=16,
        title="Heads",
        description="Ways of attending beside each other; the width is divided among them.",
        json_schema_extra=ADVANCED,
    )
