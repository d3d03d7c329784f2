"""Column names that can be relied on: plain text, not empty, no two alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

LONGEST = 200
"""Characters of a name that are kept."""


def unique_names(raw: Sequence[str | None]) -> list[str]:
    """Make names plain, non-empty and unique, otherwise as they are.

    Control and direction characters go (a name must not turn the text around it), white space becomes one space,
    empty names become ``column 3``, the second ``x`` becomes ``x (2)``.
    """
    wanted = [_plain(name or "") or f"column {place}" for place, name in enumerate(raw, 1)]
    taken: set[str] = set()
    # A name that stands in the file keeps its place before one that is made up.
    given = set(wanted)
    counts: dict[str, int] = {}
    names = []
    for name in wanted:
        unique = name
        while unique in taken or (unique != name and unique in given):
            counts[name] = counts.get(name, 1) + 1
            unique = f"{name} ({counts[name]})"
        taken.add(unique)
        names.append(unique)
    return names


def _plain(name: str) -> str:
    kept = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in name[: 4 * LONGEST])
    kept = "".join(sign for sign in kept if unicodedata.category(sign) not in ("Cf", "Cs", "Co"))
    return " ".join(kept.split())[:LONGEST].strip()
