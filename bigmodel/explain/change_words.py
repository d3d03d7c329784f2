"""Changes in words and back: what an analyst picks or types is what is kept and shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bigmodel.spec import Change, Kind, Problem
from bigmodel.spec.numbers import MINUS
from bigmodel.spec.shorten import shorten

NUMBER = r"(\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
EXAMPLES = "amount +35 %, amount x 1.5, amount noise 25 %, country without DE, country share of DE x 2, country missing"
"""What can be typed."""

Reader = Callable[[str, re.Match[str]], Change]


def in_words(change: Change) -> str:
    """A change as it is picked and typed: ``amount +20 %``, ``channel without online``.

    >>> in_words(Change(field="amount", how="times", value=0.8))
    'amount −20 %'
    """
    value = change.value
    if change.how == "times":
        per_cent = (float(value or 0) - 1) * 100
        # Only what comes back as the same number is said as per cent.
        signed = f"{'+' if per_cent > 0 else MINUS}{abs(per_cent):.10g}"
        exact = 1 + float(signed.replace(MINUS, "-")) / 100 == value
        return (
            f"{change.field} {signed} %"
            if exact and 0 < abs(per_cent) < 100
            else f"{change.field} x {_plain(float(value or 0))}"
        )
    if change.how == "add":
        number = float(value or 0)
        return f"{change.field} {MINUS if number < 0 else '+'} {_plain(abs(number))}"
    if change.how == "set":
        return f"{change.field} = {value}"
    if change.how == "noise":
        return f"{change.field} noise {float(value or 0) * 100:.10g} %"
    if change.how == "leave_out":
        return f"{change.field} without {value}"
    if change.how == "share":
        return f"{change.field} share of {value} x {_plain(change.factor)}"
    return f"{change.field} missing"


def from_words(text: str, kinds: Mapping[str, Kind]) -> Change:
    """The change that a text means.

    Args:
        text: As ``in_words`` gives it, or typed by a person.
        kinds: The columns that can be changed, with their kinds.

    Raises:
        Problem: The text begins with no column, or says nothing that can be done with it.
    """
    # The longest name that fits: a column may be called as the beginning of another one. A name may begin with a blank,
    # and a person may type one before it.
    for line in (text, text.strip()):
        for name in sorted(kinds, key=len, reverse=True):
            if line.startswith(f"{name} "):
                found = _meant(name, line[len(name) :].strip(), kinds[name])
                if found is not None:
                    return found
    known = next(iter(kinds), "amount")
    raise Problem(
        f"{shorten(text, 60)!r} is not understood",
        remedy=f"Begin with a column, such as {shorten(known)!r}, and say what happens to it: {EXAMPLES}.",
    )


def _plain(value: float) -> str:
    """A number as short as it comes back the same."""
    short = f"{value:.10g}"
    said = short if float(short) == value else repr(value)
    return said.replace("-", MINUS, 1) if value < 0 else said


def _meant(field: str, said: str, kind: Kind) -> Change | None:
    for pattern, read in _READERS.items():
        match = re.fullmatch(pattern, said, re.IGNORECASE | re.DOTALL)
        if match and (kind == "number" or pattern not in _OF_NUMBERS):
            return read(field, match)
    return None


def _number(text: str, sign: str = "") -> float:
    return -float(text) if sign in ("-", MINUS) else float(text)


def _share(field: str, match: re.Match[str]) -> Change:
    return Change(field=field, how="share", value=match[1], factor=_number(match[2]))


_OF_NUMBERS: dict[str, Reader] = {
    rf"([+\-{MINUS}])\s*{NUMBER}\s*%": lambda field, found: Change(
        field=field, how="times", value=1 + _number(found[2], found[1]) / 100
    ),
    rf"([+\-{MINUS}])\s*{NUMBER}": lambda field, found: Change(
        field=field, how="add", value=_number(found[2], found[1])
    ),
    rf"[x×*]\s*([-{MINUS}]?){NUMBER}": lambda field, found: Change(
        field=field, how="times", value=_number(found[2], found[1])
    ),
    rf"noise\s+{NUMBER}\s*%": lambda field, found: Change(field=field, how="noise", value=_number(found[1]) / 100),
}
_READERS: dict[str, Reader] = {
    **_OF_NUMBERS,
    "missing|empty": lambda field, _: Change(field=field, how="missing"),
    r"=\s*(.+)": lambda field, found: Change(field=field, how="set", value=found[1]),
    r"without\s+(.+)": lambda field, found: Change(field=field, how="leave_out", value=found[1]),
    rf"share\s+of\s+(.+?)\s+[x×*]\s*{NUMBER}": _share,
}
"""Pattern to what it means, in the order in which they are tried."""
