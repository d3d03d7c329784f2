"""What the model says of a case: score, decision, money, and the score along one field."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.evaluation.decision import flagged
from bigmodel.inference.bundle import Bundle
from bigmodel.inference.numbers import read_numbers
from bigmodel.inference.table import derived_of, encode_table
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import CaseAnswer, CaseQuestion, Plan, Problem, Schema, Sweep, Words
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.score import as_trained
from bigmodel.tasks.tabular.what_if.case_form import cell_of
from bigmodel.tasks.tabular.what_if.case_remarks import never_together, outside
from bigmodel.tasks.tabular.what_if.case_rows import change_rows
from bigmodel.tasks.tabular.what_if.ground import base_of, bundle_of, ground_of
from bigmodel.tasks.tabular.what_if.sweep import column_of, values_along


def answer_case(run: RunFolder, data: TableDataset, words: Words, question: CaseQuestion) -> CaseAnswer:
    """Answer a question about a case.

    Scores equal the stored ones of the same row within 1e-5: it is the same encoder and the same ``model.onnx``.

    Raises:
        Problem: Bundle or data are gone, there is no such row, or a change does not fit its field.
    """
    plan, bundle, ground = run.spec().plan, bundle_of(run), ground_of(run, data)
    base = base_of(run, data, question.row, question.given)
    case = change_rows(base, plan, question.changes)
    before, now = (score_rows(table, bundle)[0] for table in (base, case))
    edited = [change.field for change in question.changes]
    if bundle.schema.outcome.binary:
        at_stake = money_at_stake(base, plan), money_at_stake(case, plan)
        told = _flags((float(before), float(now)), at_stake, bundle.schema.threshold, plan, words)
    else:
        told = _classes(before, now, bundle.schema)
    return told.model_copy(
        update={
            "sweep": sweep_case(case, question.field, run, data, now) if question.field else None,
            "outside": outside(case, ground),
            "combinations": never_together(case, ground, edited),
            "computed": {each.name: _known(case, each.name) for each in derived_of(bundle.schema.encoder)},
        }
    )


def score_rows(table: pa.Table, bundle: Bundle) -> NDArray[np.float32]:
    """Scores of rows, float32 (n,) for two classes, else (n, k)."""
    return bundle.score(encode_table(as_trained(table, bundle.schema), bundle.schema.encoder))


def money_at_stake(case: pa.Table, plan: Plan) -> float:
    """What it costs to miss this case if it is positive, in the run's currency."""
    field = plan.one("amount")
    amount = float(read_numbers(case[field.name])[0][0]) if field and plan.costs.miss_is_amount else math.nan
    return plan.costs.miss if math.isnan(amount) else amount


def sweep_case(case: pa.Table, name: str, run: RunFolder, data: TableDataset, now: NDArray[np.float32]) -> Sweep:
    """The score of a case as one field takes other values.

    Args:
        case: One row in the kinds of training.
        name: The field.
        run: The run.
        data: Its dataset.
        now: The score of the case: for more than two classes the class that it names is followed.

    Raises:
        Problem: The model does not look at such a field.
    """
    bundle, ground, plan = bundle_of(run), ground_of(run, data), run.spec().plan
    if name not in ground.kinds:
        raise Problem(f"The model does not look at a column {name!r}", remedy="Choose another field.")
    kind, values = values_along(case, name, ground)
    table = case.take(pa.array([0] * len(values), pa.int64()))
    if values:
        table = table.set_column(table.schema.get_field_index(name), name, column_of(kind, values))
    scores = score_rows(change_rows(table, plan, ()), bundle) if values else np.empty(0, np.float32)
    followed = scores if scores.ndim == 1 else scores[:, int(np.argmax(now))]
    known = ground.numbers.get(name)
    return Sweep(
        field=name,
        kind=kind,
        values=tuple(values),
        scores=tuple(followed.astype(float).tolist()),
        here=cell_of(case, name, ground.kinds[name]),
        usual=known.usual if known else None,
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
