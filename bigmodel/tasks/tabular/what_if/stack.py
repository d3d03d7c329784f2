"""Several changes of many rows, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from bigmodel.explain.population import Population, redrawn, whole
from bigmodel.inference.derive import derive
from bigmodel.spec import Change, Plan
from bigmodel.tasks.tabular.what_if.case_rows import change_rows

OF_MANY = ("leave_out", "share", "noise")
"""What can only be done to many rows; everything else is done to each row alike."""


def stacked(table: pa.Table, plan: Plan, changes: Sequence[Change]) -> Population:
    """The rows after all changes; the same changes always give the same rows.

    Args:
        table: Rows in the kinds of the plan.
        plan: The run's plan.
        changes: What is changed, in this order.

    Raises:
        Problem: A change does not fit its column, or no row is left.
    """
    population = whole(table)
    computed = {each.name for each in plan.derived}
    kinds = {field.name: field.kind for field in plan.fields if field.role != "target" and field.name not in computed}
    for place, change in enumerate(changes):
        if change.how in OF_MANY:
            population = redrawn(population, change, kinds, seed=place)
        else:
            after = change_rows(population.table, plan, [change])
            population = replace(population, table=after, changed=population.changed | {change.field})
    return replace(population, table=derive(population.table, plan.derived)) if changes else population
