"""Tables of cases: the task behind fraud detection, credit risk and every other yes/no or class question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.data.check import check
from bigmodel.data.guess import guess_fields
from bigmodel.data.options import ReadOptions
from bigmodel.data.outcome import outcome_or_none
from bigmodel.data.read import read_settled, read_table
from bigmodel.data.reading import Reading, corrected, options_like
from bigmodel.data.sniff import sniff
from bigmodel.inference.table import encode_table
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Finding, Plan, Problem, Record, Role, Schema, Split, Table, Words
from bigmodel.spec.hparams import MLP, TabM, Training
from bigmodel.tasks.held_out import PART, join_held_out
from bigmodel.tasks.speed import estimate_seconds
from bigmodel.tasks.tabular.columns import LEARNT
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.profile import profile
from bigmodel.tasks.tabular.score import as_trained, score_table_file
from bigmodel.tasks.tabular.what_if import WHAT_IFS
from bigmodel.tasks.task import Dataset, Input, Scored, Sources, View, WhatIf
from bigmodel.tasks.views.alerts import Alerts
from bigmodel.tasks.views.baselines import Baselines
from bigmodel.tasks.views.classes import Classes
from bigmodel.tasks.views.decide import Decide
from bigmodel.tasks.views.headline import Headline

ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".xlsx", ".xls", ".xlsb", ".ods", ".parquet", ".pq")
PREVIEW_ROWS = 20
EMBEDDED = 9
"""Numbers that a network makes of one column, about."""


class TabularTask:
    """One row a case; columns are numbers, categories and dates."""

    kind = "tabular"
    trainer = "bigmodel.tasks.tabular.train:train"
    inputs: Sequence[Input] = (
        Input("data", "Table", ENDINGS, "CSV, TSV, Excel or Parquet; one row a case, the outcome in one column."),
        Input("test", "Separate test table", ENDINGS, "Rows kept apart for the test, with the same columns."),
    )
    roles: Sequence[Role] = (
        Role(name="target", title="Target", help="The outcome to predict.", required=True),
        Role(name="feature", title="Feature", help="What the model may look at.", many=True, required=True),
        Role(name="id", title="Id", help="Names the case; never a feature.", many=True),
        Role(name="time", title="Time", help="When the case happened; splits by time and gives date parts."),
        Role(name="amount", title="Amount", help="Money at stake in the case; a feature and the cost of a miss."),
        Role(name="group", title="Group", help="Customer, machine or other entity that has several cases."),
        Role(name="ignore", title="Ignore", help="Left out.", many=True),
    )
    splits: Sequence[str] = ("stratified", "time", "group", "column")
    networks: Mapping[str, type[Training]] = {"tabm": TabM, "mlp": MLP}
    options: type[Record] | None = None
    what_ifs: Sequence[WhatIf] = WHAT_IFS
    views: Sequence[View] = (Headline(), Decide(), Alerts(), Classes(), Baselines())

    def sniff(self, sources: Sources) -> ReadOptions:
        """How the table would be read."""
        return sniff(sources["data"][0])

    def preview(self, sources: Sources, options: Record | None) -> Sequence[Block]:
        """The first rows."""
        table = read_table(sources["data"][0], self._options(sources, options), limit=PREVIEW_ROWS)
        return [Table("First rows", {name: table[name].to_pylist() for name in table.column_names})]

    def read(self, sources: Sources, options: Record | None, folder: Path) -> TableDataset:
        """Read the table, and the separate test table where there is one, into the folder."""
        source = sources["data"][0]
        wanted = self._options(sources, options)
        table, settled = read_settled(source, wanted)
        reading = Reading(options=settled, corrected=corrected(source, wanted) if options is not None else ())
        if "test" in sources:
            test = sources["test"][0]
            table = join_held_out(table, read_table(test, options_like(test, reading)))
        return TableDataset.create(table, folder, reading)

    def open(self, folder: Path) -> TableDataset:
        """Open a table of the workspace."""
        return TableDataset(folder)

    def suggest(
        self, data: Dataset, template: str, fixed: Mapping[str, str], fragments: Mapping[str, Sequence[str]]
    ) -> Plan:
        """Guess roles, outcome and split; TabM is the network."""
        table = cast(TableDataset, data).table
        for role, column in fixed.items():
            if column not in table.column_names:
                raise Problem(
                    f"There is no column {column!r} for the role {role}",
                    remedy=f"Columns are: {', '.join(table.column_names)}.",
                )
        fields = guess_fields(table, fragments, fixed)
        target = next((field.name for field in fields if field.role == "target"), None)
        plan = Plan(
            template=template,
            fields=fields,
            outcome=outcome_or_none(table, target) if target else None,
            network="tabm",
        )
        return plan.model_copy(update={"split": suggest_split(plan)})

    def check(self, data: Dataset, plan: Plan) -> Sequence[Finding]:
        """What to know before training."""
        return check(cast(TableDataset, data).as_planned(plan), plan)

    def profile(self, data: Dataset, plan: Plan, words: Words) -> Sequence[Block]:
        """Columns with missing, distinct and distribution; the split; the positive class over time."""
        return profile(cast(TableDataset, data).as_planned(plan), plan, words)

    def preview_training(self, data: Dataset, plan: Plan) -> Sequence[Block]:
        """Nothing: rows are learnt as they are."""
        return ()

    def seconds(self, data: Dataset, plan: Plan) -> float:
        """Estimated seconds from click to result."""
        hparams = self.networks[plan.network].make(plan.hparams)
        return estimate_seconds(plan.network, hparams, len(data), flops_per_case(plan, hparams))

    def encode(self, cases: Any, schema: Schema) -> Mapping[str, NDArray[Any]]:
        """A table to numbers and codes."""
        return encode_table(as_trained(cast(pa.Table, cases), schema), schema.encoder)

    def score_file(self, run: RunFolder, sources: Sources, out: Path) -> Scored:
        """Score a table and write it with score and decision beside every row."""
        return score_table_file(run, sources["data"][0], out)

    def _options(self, sources: Sources, options: Record | None) -> ReadOptions:
        return cast(ReadOptions, options) if options is not None else self.sniff(sources)


def suggest_split(plan: Plan) -> Split:
    """A held-out part if one came along, else by time, by group or at random, in this order."""
    for kind, role in (("time", "time"), ("group", "group")):
        field = plan.one(role)
        if any(field.name == PART for field in plan.fields):
            return Split(kind="column", column=PART)
        if field is not None:
            return Split.model_validate({"kind": kind, "column": field.name})
    return Split()


def flops_per_case(plan: Plan, hparams: Training) -> float:
    """Operations of one forward pass of one row: the dense layers, for every member of the network."""
    inputs = EMBEDDED * sum(field.role in LEARNT for field in plan.fields)
    width, depth = (int(getattr(hparams, name)) for name in ("width", "depth"))
    members = int(getattr(hparams, "members", 1))
    return 2.0 * members * (inputs * width + (depth - 1) * width * width)


TASK = TabularTask()
