"""What a table looks like: its columns, the split, how often the positive class happens over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.profile import profile_columns
from bigmodel.evaluation.rates import rates
from bigmodel.figures.rate import rate_over_time
from bigmodel.spec import Block, Figure, Plan, Table, Words
from bigmodel.tasks.split_table import split_table
from bigmodel.tasks.tabular.columns import times
from bigmodel.tasks.targets import class_indices


def profile(table: pa.Table, plan: Plan, words: Words) -> Sequence[Block]:
    """The table "Columns", then "Split", then the share of positives over time where there are times."""
    found = profile_columns(table, plan.fields)
    columns = Table(
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
    when = times(table, plan)
    return [columns, split_table(table, plan, when), *_over_time(table, plan, words, when)]


def _over_time(table: pa.Table, plan: Plan, words: Words, when: NDArray[np.datetime64] | None) -> list[Figure]:
    if when is None or plan.outcome is None or not plan.outcome.binary or plan.one("target") is None:
        return []
    y = class_indices(table, plan, plan.outcome)
    known = ~np.isnat(when) & (y >= 0)
    found = rates(when[known], y[known])
    bounds = list(zip(found.low.tolist(), found.high.tolist(), strict=True))
    start = [str(day) for day in found.start]
    return [rate_over_time(start, found.positives.tolist(), found.cases.tolist(), bounds, words=words, step=found.step)]
