"""The one look of all charts: a colour has one meaning everywhere, in light and in dark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Theme = Literal["light", "dark"]

TRAINING = "#0B5CAD"
VALIDATION = "#C2570C"
POSITIVE = "#C8372D"
NEGATIVE = "#7D8CA1"
GAIN = "#1B7F4B"
INK = "#0F1722"
SOFT = "#566274"
GRID = "#E6EAF0"
"""Light colours, in which every figure is made. NEGATIVE is also for baselines and test data."""

POSITIVE_BAND = "rgba(200,55,45,0.15)"
FAINT, FULL = "rgba(11,92,173,0.04)", "rgba(11,92,173,0.4)"
"""Ends of the scale on which shares are shaded, pale enough for ink to be read on it."""

ON_DARK = {
    FAINT: "rgba(90,169,242,0.05)",
    FULL: "rgba(90,169,242,0.42)",
    POSITIVE_BAND: "rgba(240,119,108,0.2)",
    TRAINING: "#5AA9F2",
    VALIDATION: "#EFA15A",
    POSITIVE: "#F0776C",
    NEGATIVE: "#8B99AC",
    GAIN: "#58C48A",
    INK: "#E7ECF3",
    SOFT: "#A3AFBF",
    GRID: "#263244",
}
"""The same meanings on a dark ground."""

CLEAR = "rgba(0,0,0,0)"


def style(figure: Mapping[str, Any], theme: Theme = "light") -> dict[str, Any]:
    """Give a figure the look of the house.

    Args:
        figure: ``{"data", "layout"}`` in the light colours of this module, as all functions of this room make it.
        theme: The ground it will stand on.

    Returns:
        A new figure; what the figure itself sets wins over the look.
    """
    layout = dict(figure.get("layout", {}))
    axes = {name: _merge(_axis(), layout[name]) for name in layout if name.startswith(("xaxis", "yaxis"))}
    styled = {"data": list(figure.get("data", [])), "layout": {**_merge(_look(), layout), **axes}}
    return _to_dark(styled) if theme == "dark" else styled


def _look() -> dict[str, Any]:
    return {
        "font": {"family": "Source Sans, Source Sans Pro, Noto Sans CJK SC, sans-serif", "size": 13, "color": INK},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 56, "r": 12, "t": 36, "b": 48},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"color": SOFT}},
        "hoverlabel": {"font": {"family": "Source Sans, sans-serif"}},
        "showlegend": True,
        "dragmode": False,
    }


def _axis() -> dict[str, Any]:
    return {
        "gridcolor": GRID,
        "linecolor": GRID,
        "zeroline": False,
        "automargin": True,
        "tickfont": {"color": SOFT},
        "title": {"font": {"color": SOFT, "size": 13}},
    }


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**base, **over}
    for key, value in over.items():
        if isinstance(value, Mapping) and isinstance(base.get(key), Mapping):
            merged[key] = _merge(base[key], value)
    return merged


def _to_dark(part: Any, key: str = "") -> Any:
    """Exchange colours, and only where a colour stands: text that looks like one is somebody's data."""
    if isinstance(part, Mapping):
        return {name: _to_dark(value, name) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_to_dark(value, key) for value in part]
    return ON_DARK.get(part, part) if isinstance(part, str) and key.endswith(("color", "colorscale")) else part
