"""A cleaned log: who chose what, when, and what was set aside on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

ValueKind = Literal["rating", "quantity"]


@dataclass(frozen=True)
class Log:
    """What a plan makes of the rows of a dataset.

    Attributes:
        events: Sorted by user, then time, then the order of the file: ``user`` and ``item`` (text), ``time``
            (timestamp[us]; absent where the log has none), ``value`` (float64; absent where the log has none or it
            says nothing) and ``row`` (int64, the row of the raw table; the first of rows that were merged).
        catalogue: ``item`` and, where known, ``title``, ``category`` (text) and ``price`` (float64); one row an
            item of the log, in order of the text of ``item``.
        value_kind: What ``value`` is; None where there is none.
        aside: What was set aside or merged to number of rows, in order: the keys of ``words.SET_ASIDE``.
        rows: Rows of the raw table.
        basket: Whether the log names baskets.
        single: Users with one event, before rare ones were left out.
        rare_users: Users without an event that is left.
        rare_items: Items without an event that is left.
    """

    events: pa.Table
    catalogue: pa.Table
    value_kind: ValueKind | None
    aside: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0
    basket: bool = False
    single: int = 0
    rare_users: int = 0
    rare_items: int = 0

    @property
    def timed(self) -> bool:
        """Whether events have times; without, the order of the file is taken for the order in which they happened."""
        return "time" in self.events.column_names

    def __len__(self) -> int:
        return int(self.events.num_rows)
