"""What the model says of a case: score, decision, money, and the score along one field."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.evaluation.decision import flagged
from bigmodel.inference.numbers import read_numbers
from bigmodel.inference.table import derived_of
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import CaseAnswer, CaseQuestion, Plan, Problem, Schema, Sweep, Words
from bigmodel.spec.case import Value
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.case_form import cell_of
from bigmodel.tasks.tabular.what_if.case_remarks import never_together, outside
from bigmodel.tasks.tabular.what_if.case_rows import change_rows
from bigmodel.tasks.tabular.what_if.case_tensors import Tensors, encode_edited
from bigmodel.tasks.tabular.what_if.ground import Ground, base_of, bundle_of, ground_of, plan_of
from bigmodel.tasks.tabular.what_if.sweep import Kind, column_of, values_along


def answer_case(run: RunFolder, data: TableDataset, words: Words, question: CaseQuestion) -> CaseAnswer:
    """Answer a question about a case.

    Scores equal the stored ones of the same row within 1e-5: it is the same encoder and the same ``model.onnx``.

    Raises:
        Problem: Bundle or data are gone, there is no such row, or a change does not fit its field.
    """
    plan, bundle, ground = plan_of(run), bundle_of(run), ground_of(run, data)
    base, edited = base_of(run, data, question.row, question.given), [change.field for change in question.changes]
    case, encoder = change_rows(base.table, plan, question.changes), bundle.schema.encoder
    tensors = encode_edited(base.tensors, case, edited, encoder)
    along = Along.of(question.field, case, tensors, ground) if question.field else None
    # Asked at once: the case itself, then the case with each value of the field under the finger.
    scores = bundle.score(along.behind(tensors) if along else tensors)
    now = scores[0]
    codes = ground.codes_of_case(case, tensors)
    if bundle.schema.outcome.binary:
        at_stake = money_at_stake(base.table, plan), money_at_stake(case, plan)
        told = _flags((float(base.score), float(now)), at_stake, bundle.schema.threshold, plan, words)
    else:
        told = _classes(base.score, now, bundle.schema)
    return told.model_copy(
        update={
            "sweep": along.sweep(scores) if along else None,
            "outside": outside(case, ground, codes),
            "combinations": never_together(case, ground, codes, edited),
            "computed": {each.name: _known(case, each.name) for each in derived_of(encoder)},
        }
    )


def money_at_stake(case: pa.Table, plan: Plan) -> float:
    """What it costs to miss this case if it is positive, in the run's currency."""
    field = plan.one("amount")
    amount = float(read_numbers(case[field.name])[0][0]) if field and plan.costs.miss_is_amount else math.nan
    return plan.costs.miss if math.isnan(amount) else amount


@dataclass(frozen=True)
class Along:
    """A case whose one field takes other values.

    Attributes:
        field: The field.
        kind: What its values are.
        values: The values, n.
        here: The value of the case.
        usual: Between them lie 98 % of the training rows, None for what has no order.
        tensors: The case with each of the values, encoded.
    """

    field: str
    kind: Kind
    values: tuple[Value, ...]
    here: Value
    usual: tuple[float, float] | None
    tensors: Tensors

    @classmethod
    def of(cls, name: str, case: pa.Table, tensors: Tensors, ground: Ground) -> Along:
        """Let a field of a case, one row, take other values.

        Raises:
            Problem: The model does not look at such a field.
        """
        if name not in ground.kinds:
            raise Problem(f"The model does not look at a column {name!r}", remedy="Choose another field.")
        kind, values = values_along(case, name, ground)
        table = case.take(pa.array([0] * len(values), pa.int64()))
        table = table.set_column(table.schema.get_field_index(name), name, column_of(kind, values))
        known, here = ground.numbers.get(name), cell_of(case, name, ground.kinds[name])
        encoded = encode_edited(tensors, table, [name], ground.encoder)
        return cls(name, kind, tuple(values), here, known.usual if known else None, encoded)

    def behind(self, tensors: Tensors) -> Tensors:
        """The tensors of the case itself, then those of each value."""
        return {kind: np.concatenate([array, self.tensors[kind]]) for kind, array in tensors.items()}

    def sweep(self, scores: NDArray[np.float32]) -> Sweep:
        """The scores along the field; with more than two classes those of the class that the case is named.

        Args:
            scores: What the model says of ``behind``, float32 (1 + n,) or (1 + n, k).
        """
        followed = scores[1:] if scores.ndim == 1 else scores[1:, int(np.argmax(scores[0]))]
        return Sweep(
            field=self.field,
            kind=self.kind,
            values=self.values,
            scores=tuple(followed.astype(float).tolist()),
            here=self.here,
            usual=self.usual,
        )


def _flags(
    scores: tuple[float, float], at_stake: tuple[float, float], limit: float | None, plan: Plan, words: Words
) -> CaseAnswer:
    """The answer for two classes; scores and money before and after the changes."""
    threshold = 0.5 if limit is None else limit
    was, flag = flagged(np.array(scores, np.float32), threshold).tolist()
    return CaseAnswer(
        score=scores[1],
        was=scores[0],
        decision=words.flagged if flag else words.passed,
        decision_was=words.flagged if was else words.passed,
        flagged=flag,
        loss=scores[1] * at_stake[1],
        loss_was=scores[0] * at_stake[0],
        alarm=(1 - scores[1]) * plan.costs.false_alarm,
    )


def _classes(before: NDArray[np.float32], now: NDArray[np.float32], schema: Schema) -> CaseAnswer:
    was, named = int(np.argmax(before)), int(np.argmax(now))
    return CaseAnswer(
        score=float(now[named]),
        was=float(before[was]),
        decision=schema.outcome.classes[named],
        decision_was=schema.outcome.classes[was],
        scores=tuple(now.astype(float).tolist()),
        scores_was=tuple(before.astype(float).tolist()),
    )


def _known(case: pa.Table, name: str) -> float | None:
    value = float(read_numbers(case[name])[0][0])
    return None if math.isnan(value) else value
