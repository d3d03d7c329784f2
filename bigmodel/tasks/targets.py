"""The answers in a dataset as class indices."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.labels import class_codes
from bigmodel.spec import Outcome, Plan, Problem, RunSpec


def needed_outcome(plan: Plan) -> Outcome:
    """The plan's outcome.

    Raises:
        Problem: No target is chosen.
    """
    if plan.outcome is None or plan.one("target") is None:
        raise Problem("No column is the target", remedy="Give the column with the outcome the role target.")
    return plan.outcome


def class_indices(table: pa.Table, plan: Plan, outcome: Outcome) -> NDArray[np.int32]:
    """Class index of every row, int32 (n,); -1 where the target is missing or none of the classes.

    Raises:
        Problem: No target is chosen.
    """
    target = plan.one("target")
    if target is None or target.name not in table.column_names:
        raise Problem("No column is the target", remedy="Give the column with the outcome the role target.")
    return class_codes(table[target.name], outcome)


def unchanged(fingerprint: str, spec: RunSpec) -> None:
    """Check that a run is repeated on the data that it was made for.

    Raises:
        Problem: The dataset is another by now.
    """
    if fingerprint != spec.fingerprint:
        raise Problem("The dataset has changed since this run was made", remedy="Start a new run on it.")
