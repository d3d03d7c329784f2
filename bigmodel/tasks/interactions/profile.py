"""What a log looks like: its columns, the split, how choices fall on items, users and time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bigmodel.data.profile import profile_columns
from bigmodel.figures.long_tail import activity, events_over_time, long_tail
from bigmodel.spec import Block, Figure, Metric, Plan, Problem, Sentence, Table, Words, numbers
from bigmodel.tasks.interactions.dataset import InteractionDataset
from bigmodel.tasks.interactions.histories import Longs, divide
from bigmodel.tasks.interactions.log import Log
from bigmodel.tasks.split_table import PARTS

STEPS = {"day": 60.0, "week": 800.0, "month": np.inf}
"""Step to the longest span in days that a chart over time divides so."""


def profile_log(data: InteractionDataset, plan: Plan, words: Words) -> Sequence[Block]:
    """The tables "Columns" and "Split", numbers of users, items and events, and how they are spread."""
    columns = _columns(data, plan)
    try:
        log = data.log(plan)
    except Problem as problem:
        return [columns, Sentence(str(problem), tone="caution")]
    if not len(log):
        return [columns, Sentence("No event is left to learn from.", tone="caution")]
    of_user, of_item = (_counts(log.events[name]) for name in ("user", "item"))
    users, items, events = len(of_user), len(of_item), len(log)
    pairs = pa.TableGroupBy(log.events.select(["user", "item"]), ["user", "item"], use_threads=False).aggregate([])
    return [
        columns,
        _split(data, plan, log),
        Metric(words.heading, numbers.count(users), f"{numbers.number(events / users)} events each"),
        Metric("Items", numbers.count(items), f"{numbers.number(events / items)} events each"),
        Metric("Events", numbers.count(events), f"of {numbers.count(log.rows)} rows"),
        Metric(
            "Density",
            numbers.share(len(pairs) / (users * items)),
            help=f"Share of all pairs of a {words.case} and an item that occur.",
        ),
        long_tail(of_item),
        activity(of_user, words.cases),
        *_over_time(log),
    ]


def _columns(data: InteractionDataset, plan: Plan) -> Table:
    found = profile_columns(data.as_planned(plan), plan.fields)
    return Table(
        "Columns",
        {
            "Column": [column.name for column in found],
            "Missing": [column.missing / max(1, column.rows) for column in found],
            "Distinct": [column.distinct for column in found],
            "Example": [column.example for column in found],
            "Distribution": [[float(bar) for bar in column.histogram] for column in found],
        },
        {"Missing": "share", "Distinct": "count", "Example": "text", "Distribution": "bars"},
    )


def _split(data: InteractionDataset, plan: Plan, log: Log) -> Table | Sentence:
    """Events of training and questions of validation and test, with their first and last day."""
    try:
        parts = divide(data, plan)
    except Problem as problem:
        return Sentence(str(problem), tone="caution")
    rows = (parts.train_rows, parts.validation.row, parts.test.row)
    columns: dict[str, Sequence[Any]] = {"Part": PARTS, "Rows": [len(each) for each in rows]}
    if log.timed:
        spans = [_span(log, each) for each in rows]
        columns["From"] = [first for first, _ in spans]
        columns["To"] = [last for _, last in spans]
    return Table("Split", columns, {"Rows": "count"})


def _span(log: Log, rows: Longs) -> tuple[str, str]:
    inside = pc.is_in(log.events["row"], value_set=pa.array(rows))
    ends = pc.min_max(log.events["time"].filter(inside)).as_py()
    first, last = (str(np.datetime64(ends[name], "s")) for name in ("min", "max"))
    return first, last


def _counts(column: pa.ChunkedArray) -> NDArray[np.int64]:
    return np.asarray(pc.value_counts(column).field("counts").to_numpy(), np.int64)


def _over_time(log: Log) -> list[Figure]:
    if not log.timed:
        return []
    time = log.events["time"].to_numpy().astype("datetime64[us]")
    span = (time.max() - time.min()) / np.timedelta64(1, "D")
    name = next(name for name, longest in STEPS.items() if span <= longest)
    days = time.astype("datetime64[D]").astype(np.int64)
    # Weeks begin on Mondays; day 0 is a Thursday.
    steps = {"day": days, "week": (days + 3) // 7, "month": time.astype("datetime64[M]").astype(np.int64)}[name]
    counts = np.bincount(steps - steps.min())
    every = np.arange(len(counts)) + steps.min()
    starts = {"day": every, "week": every * 7 - 3}
    first = starts[name].astype("datetime64[D]") if name in starts else every.astype("datetime64[M]")
    return [events_over_time([str(day.astype("datetime64[D]")) for day in first], counts.tolist(), name)]
