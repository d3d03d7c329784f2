"""The training rows that a run learnt from, with every column in its kind, kept for the what-ifs that ask for them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from bigmodel.data.split import split_rows
from bigmodel.spec import Costs, Plan
from bigmodel.tasks.tabular.dataset import FILE, TableDataset


def training_table(data: TableDataset, plan: Plan) -> pa.Table:
    """The training rows as they were learnt: numbers, dates and computed columns in their kinds.

    Args:
        data: The run's dataset.
        plan: The run's plan.

    Raises:
        Problem: The data is gone, or no longer divides as the plan says.
    """
    changed = (data.folder / FILE).stat().st_mtime_ns
    return _training_table(data.folder, changed, _bare(plan))


def _bare(plan: Plan) -> str:
    """The plan without what changes no row, so that two runs on one split share one table."""
    return plan.model_copy(update={"hparams": {}, "costs": Costs(), "called": None}).model_dump_json()


@lru_cache(maxsize=2)
def _training_table(folder: Path, changed: int, plan: str) -> pa.Table:  # noqa: ARG001
    parsed = Plan.model_validate_json(plan)
    whole = TableDataset(folder).as_planned(parsed)
    return whole.take(pa.array(split_rows(whole, parsed).train))
