"""Hyper-parameters of TabM with periodic embeddings, the default network for tables."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from bigmodel.spec.hparams.training import ADVANCED, Training, again


class TabM(Training):
    """One dense body shared by many members, averaged (Gorishniy et al., arXiv 2410.24210)."""

    title: ClassVar[str] = "TabM with periodic embeddings"
    summary: ClassVar[str] = "Many small networks in one; keeps up with boosted trees."
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "quick": {"epochs": 8, "members": 8, "width": 128},
        "balanced": {},
        "thorough": {"epochs": 40, "patience": 16, "members": 32},
    }

    learning_rate: float = again("learning_rate", 0.003)
    epochs: int = again("epochs", 16)
    patience: int = again("patience", 5)
    width: int = Field(
        192,
        ge=1,
        le=4096,
        title="Width",
        description="Units in each dense layer.",
        json_schema_extra=ADVANCED,
    )
    depth: int = Field(2, ge=1, le=12, title="Depth", description="Number of dense layers.", json_schema_extra=ADVANCED)
    members: int = Field(
        16, ge=1, le=64, title="Members", description="Networks averaged in one.", json_schema_extra=ADVANCED
    )
