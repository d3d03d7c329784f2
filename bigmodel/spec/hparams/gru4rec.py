"""Hyper-parameters of GRU4Rec, a recurrent network over a history of items."""

from collections.abc import Mapping
from typing import Any, ClassVar

from bigmodel.spec.hparams.history_network import HistoryNetwork


class GRU4Rec(HistoryNetwork):
    """A gated recurrent unit that reads a history item by item (Hidasi et al., arXiv 1511.06939)."""

    title: ClassVar[str] = "GRU4Rec"
    summary: ClassVar[str] = "Reads a history item by item and keeps a memory; the classic recurrent network."
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "quick": {"epochs": 5, "length": 20},
        "balanced": {},
        "thorough": {"epochs": 40, "patience": 10, "width": 96},
    }
