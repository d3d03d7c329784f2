"""What the checks look at, computed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.checks.wording import TABLE, Wording
from bigmodel.data.copies import LEARNT
from bigmodel.data.facts import Facts, count_distinct
from bigmodel.data.labels import class_codes
from bigmodel.data.split import Parts, split_rows
from bigmodel.data.strength import Strength, bins_of, class_weights, sample_rows, strength
from bigmodel.spec import Field, Outcome, Plan, Problem


@dataclass
class Situation:
    """Data, plan, and what follows from both.

    Attributes:
        table: The data.
        plan: A plan with a target and an outcome.
        target: The target's field.
        outcome: The classes.
        wording: The words in which to speak of them.
    """

    table: pa.Table
    plan: Plan
    target: Field
    outcome: Outcome
    wording: Wording = TABLE
    _facts: dict[str, Facts] = field(default_factory=dict)

    @cached_property
    def y(self) -> NDArray[np.int32]:
        """Class index of each row, -1 where the target is missing or no class."""
        return class_codes(self.table[self.target.name], self.outcome)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Rows of each class."""
        return np.bincount(self.y[self.y >= 0], minlength=len(self.outcome.classes))

    @cached_property
    def learnt(self) -> list[Field]:
        """Columns that the model would look at."""
        return [each for each in self.present if each.role in LEARNT]

    @cached_property
    def features(self) -> list[Field]:
        """Columns with the role of a feature."""
        return [each for each in self.present if each.role == "feature"]

    @cached_property
    def present(self) -> list[Field]:
        """Fields that are columns of the table (a picture is none)."""
        names = set(self.table.column_names)
        return [each for each in self.plan.fields if each.name in names]

    @cached_property
    def parts(self) -> Parts | Problem:
        """The split, or why there is none."""
        try:
            return split_rows(self.table, self.plan)
        except Problem as problem:
            return problem

    @cached_property
    def strengths(self) -> dict[str, Strength]:
        """How well each learnt column tells the answer alone."""
        return {each.name: self.strength_of(each.name) for each in self.learnt}

    @cached_property
    def _sampled(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Rows that strengths are measured on, and how many rows each stands for by class."""
        rows = sample_rows(self.y)
        return rows, class_weights(self.y, rows, len(self.outcome.classes))

    def strength_of(self, name: str) -> Strength:
        """How well one column tells the answer alone."""
        rows, weights = self._sampled
        column = self.table[name]
        # Numbering the whole column and picking from that is quicker than picking strings.
        every = len(rows) == len(self.table)
        bins = bins_of(column)[rows] if every else bins_of(column.take(pa.array(rows)))
        return strength(bins, self.y[rows], weights)

    def facts(self, name: str) -> Facts:
        """A column, counted."""
        if name not in self._facts:
            column = self.table[name]
            self._facts[name] = Facts(name, column, len(column), column.null_count, count_distinct(column)[0])
        return self._facts[name]


def names_of(names: list[str], most: int = 5) -> str:
    """Names in a sentence: ``a, b and 3 more``."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"


def without(plan: Plan, names: list[str], reason: str) -> Plan:
    """The plan with these columns left out."""
    for name in names:
        plan = plan.with_role(name, "ignore", reason)
    return plan
