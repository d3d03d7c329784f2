"""Whether the threshold holds, in a sentence."""

from __future__ import annotations

from bigmodel.explain.line import Line
from bigmodel.spec.block import Tone
from bigmodel.spec.numbers import money, number


def line_words(line: Line, threshold: float, currency: str) -> tuple[str, Tone]:
    """What choosing the threshold anew would bring, and how grave that is."""
    if line.gain is None or line.gain.low is None or line.gain.high is None:
        return "There are too few cases of one outcome to tell whether the threshold still holds.", "plain"
    low, high = (money(bound, currency) for bound in (line.gain.low, line.gain.high))
    if line.holds:
        return f"The threshold of {number(threshold)} still holds: no other is clearly better on these cases.", "good"
    return (
        f"The threshold of {number(threshold)} no longer is the best: from {number(line.best)} on these cases would "
        f"bring about {money(line.gain.value, currency)} more ({low} to {high}; chosen on one half of them, tried on "
        "the other).",
        "caution",
    )
