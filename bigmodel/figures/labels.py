"""Names from data as labels: Plotly reads ``<b>``, ``<a href>`` and ``&amp;`` in text, and long names cover charts."""

from __future__ import annotations

LONGEST = 28


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


def shorten(text: str, longest: int = LONGEST) -> str:
    """A long text with its middle left out: beginnings and ends of names tell more."""
    if len(text) <= longest:
        return text
    head = longest // 2
    return f"{text[:head]}…{text[len(text) - (longest - 1 - head) :]}"
