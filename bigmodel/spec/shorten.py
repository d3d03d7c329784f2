"""Long names made short: the middle goes, because beginnings and endings tell names apart."""

from __future__ import annotations


def shorten(text: object, longest: int = 40) -> str:
    """The text in one line, shortened in the middle to at most ``longest`` characters (1 or more)."""
    line = " ".join(str(text).split())
    if len(line) <= longest:
        return line
    tail = (longest - 1) // 2
    return f"{line[: longest - 1 - tail]}…{line[len(line) - tail :]}"
