"""What was set aside, in words."""

from __future__ import annotations

from bigmodel.spec import numbers

SET_ASIDE = {
    "user": ("row without a user", "rows without a user", "Nobody's history can be told from them."),
    "item": ("row without an item", "rows without an item", "They say nothing about what was chosen."),
    "time": ("row without a time", "rows without a time", "Their place in a history is not known."),
    "cancelled": (
        "cancelled row",
        "cancelled rows",
        "A quantity of nothing or less, or an invoice that starts with C: nothing was bought.",
    ),
    "product": (
        "row that is no product",
        "rows that are no products",
        "Their item has no digit although nearly all others have: postage, fees and corrections look like this.",
    ),
    "free": ("row without a price above 0", "rows without a price above 0", "Samples, gifts and corrections."),
    "disliked": ("rating below the one that counts", "ratings below the one that counts", "They are no choices."),
    "repeated": (
        "row that repeats an item in one basket",
        "rows that repeat an item in one basket",
        "They became one choice with the one before; quantities were added.",
    ),
    "rare": (
        "event of rare users or items",
        "events of rare users or items",
        "With so few events nothing can be learnt about them, or judged.",
    ),
}
"""Key of ``Log.aside`` to singular, plural and what it means, in the order in which rows are set aside."""


def aside_title(why: str, count: int) -> str:
    """A finding's title: ``135,080 rows without a user set aside``."""
    one, many, _ = SET_ASIDE[why]
    verb = "merged" if why == "repeated" else "set aside"
    return f"{numbers.count(count)} {one if count == 1 else many} {verb}"
