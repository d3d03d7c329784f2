"""Words in column names."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")


def words_in(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: ``FraudFound_P`` is fraud, found, p."""
    return tuple(word.lower() for word in _WORD.findall(name))


def matches(name: str, fragments: Iterable[str]) -> int | None:
    """The place of the first fragment that the name holds, None for none.

    Fragments of up to three letters must be whole words, longer ones may stand anywhere.
    """
    low = name.lower()
    plain = " ".join(words_in(name))
    words = set(plain.split())
    for place, fragment in enumerate(fragments):
        wanted = fragment.lower()
        spaced = " ".join(words_in(fragment))
        if wanted in words or (len(wanted) > 3 and (wanted in low or (spaced and spaced in plain))):
            return place
    return None
