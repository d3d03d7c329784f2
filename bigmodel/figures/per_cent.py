"""Shares on an axis as text writes them, ``20 %``; Plotly's own format of a share can only write ``20%``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

DIGITS = ".3~r"
AXIS: Mapping[str, Any] = {"ticksuffix": " %", "tickformat": ".4~r", "hoverformat": DIGITS}
"""What an axis of shares has; a digit more than elsewhere tells ticks near 100 % apart."""


def per_cent(shares: Iterable[float]) -> list[float]:
    """Shares as an axis of ``AXIS`` takes them."""
    return [round(100 * float(share), 6) for share in shares]


def hover(axis: str) -> str:
    """The share at the pointer in a hover template.

    Args:
        axis: ``x`` or ``y``.
    """
    return f"%{{{axis}:{DIGITS}}} %"
