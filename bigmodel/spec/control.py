"""An input that a page draws for a view or a what-if."""

from __future__ import annotations

from typing import Any, Literal

from bigmodel.spec.record import Record


class Control(Record):
    """One input.

    Attributes:
        name: The key under which its value reaches the view.
        title: The label.
        kind: Slider, number field, choice from ``options``, several ``choices`` from them (a tuple of text,
            searchable), text, switch, ``file`` (the path of a file that was brought, None while there is none), or
            ``date`` (ISO text).
        default: The value at first.
        low: Smallest value of a slider or number.
        high: Largest value of a slider or number.
        step: Step of a slider or number.
        options: What a ``choice`` or ``choices`` offers; the endings that a ``file`` takes.
        new: Whether ``choices`` also takes what a person types.
        help: One sentence for the user.
        seen: Smallest and largest value that occur, where the range of a slider leaves out the rarest.
        missing: Whether the value may be missing, then None.
        formerly: What older scenarios call an option of ``choices`` to its name of today.
        year: Whether the numbers are years, whose thousands are not set apart.
        listed: Whether ``choices`` stand in a list even where they are few, for the next ones may be many.
    """

    name: str
    title: str
    kind: Literal["slider", "number", "choice", "choices", "text", "switch", "file", "date"]
    default: Any = None
    low: float | None = None
    high: float | None = None
    step: float | None = None
    options: tuple[str, ...] = ()
    new: bool = False
    help: str = ""
    seen: tuple[float, float] | None = None
    missing: bool = False
    year: bool = False
    formerly: dict[str, str] = {}
    listed: bool = False
