"""What a table looks like: its columns, the split, how often the positive class happens over time."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from bigmodel.data.profile import profile_columns
from bigmodel.spec import Block, Plan, Table
from bigmodel.tasks.split_table import split_table
from bigmodel.tasks.tabular.columns import times


def profile(table: pa.Table, plan: Plan) -> Sequence[Block]:
    """The table "Columns", then "Split"."""
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
    return [columns, split_table(table, plan, times(table, plan))]
