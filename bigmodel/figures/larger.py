"""A figure with larger type, for a screen that many people look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TIMES = 1.25
"""How much larger type is in the presentation view; ``present.css`` has the same for the page."""


def larger(styled: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a styled figure whose fonts are ``TIMES`` as large; lines and markers stay."""
    return {name: _scaled(value, name) for name, value in styled.items()}


def _scaled(part: Any, name: str) -> Any:
    if isinstance(part, Mapping):
        return {each: _font_size(value, each, name) for each, value in part.items()}
    if isinstance(part, list | tuple):
        return [_scaled(each, name) for each in part]
    return part


def _font_size(value: Any, name: str, above: str) -> Any:
    if name == "size" and above.endswith("font") and isinstance(value, int | float):
        return value * TIMES
    return _scaled(value, name)
