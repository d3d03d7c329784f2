"""Data with a test set of its own: both are kept in one dataset, told apart by a column."""

from __future__ import annotations

import pyarrow as pa

from bigmodel.spec import Problem

PART = "part of the data"
"""Name of the column that says ``train`` or ``test``."""


def join_held_out(table: pa.Table, test: pa.Table) -> pa.Table:
    """Both tables below each other, with the column ``PART``.

    Raises:
        Problem: The test table lacks columns or holds values of another kind.
    """
    missing = [name for name in table.column_names if name not in test.column_names]
    if missing:
        raise Problem(
            f"The test table lacks the column {missing[0]!r}"
            + (f" and {len(missing) - 1} more" if len(missing) > 1 else ""),
            remedy="Give it the same columns as the training table.",
        )
    marked = [
        each.append_column(PART, pa.array([part] * each.num_rows, pa.string()))
        for each, part in ((table, "train"), (test.select(table.column_names), "test"))
    ]
    try:
        return pa.concat_tables(marked, promote_options="permissive")
    except (pa.ArrowTypeError, pa.ArrowInvalid) as error:
        raise Problem(
            f"The test table holds values of another kind ({error})",
            remedy="Write both tables in the same way.",
        ) from error
