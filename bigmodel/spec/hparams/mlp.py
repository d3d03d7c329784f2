"""Hyper-parameters of the plain dense network for tables."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from bigmodel.spec.hparams.training import ADVANCED, Training


class MLP(Training):
    """A plain dense network on scaled numbers and category embeddings."""

    title: ClassVar[str] = "Plain dense network"
    summary: ClassVar[str] = "Two dense layers; fast and easy to explain."
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "quick": {"epochs": 8, "width": 128},
        "balanced": {},
        "thorough": {"epochs": 40, "patience": 12},
    }

    width: int = Field(
        256,
        ge=1,
        le=4096,
        title="Width",
        description="Units in each dense layer.",
        json_schema_extra=ADVANCED,
    )
    depth: int = Field(2, ge=1, le=12, title="Depth", description="Number of dense layers.", json_schema_extra=ADVANCED)
