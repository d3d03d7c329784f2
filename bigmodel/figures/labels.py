"""Names from data as labels: Plotly reads ``<b>``, ``<a href>`` and ``&amp;`` in text, and long names cover charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

from bigmodel.spec.shorten import shorten

LONGEST = 28
FEW = 12
"""So many whole numbers, near each other, have a tick each."""


def escape_label(text: object, longest: int | None = None) -> str:
    """Text that Plotly shows as it stands.

    Control characters and line breaks become blanks, ``&``, ``<`` and ``>`` entities, and ``%{`` and ``$`` lose
    their meaning in hover templates and formulas.

    Args:
        text: A name, label or cell.
        longest: Characters at most, shortened in the middle; None keeps all.
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in str(text))
    if longest is not None:
        plain = shorten(plain, longest)
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("%{", "%&#123;").replace("$", "&#36;")


def narrow_label(text: object, longest: int) -> str:
    """The same where there is little room: half as many characters where some of them are wide, as Chinese ones."""
    wide = any(east_asian_width(letter) in "WF" for letter in str(text))
    return escape_label(text, longest // 2 if wide else longest)


def tick_each(values: Sequence[Any]) -> bool:
    """Whether each value gets a tick, so that none stands between two years: few whole numbers near each other."""
    if not values or len(values) > FEW or not all(isinstance(value, int | float) for value in values):
        return False
    return all(float(value).is_integer() for value in values) and max(values) - min(values) <= 2 * FEW


def above_bar(place: int, text: str) -> dict[str, Any]:
    """An annotation above a lying bar: beside it, names are cut off on a narrow page.

    Args:
        place: The bar's place on the axis.
        text: What Plotly is to read, escaped where it came from data.
    """
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": place,
        "yshift": 7,
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "text": text,
    }
