"""Logs of choices: the task behind recommendation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from numpy.typing import NDArray

from bigmodel.data.options import ReadOptions
from bigmodel.inference.histories import encode_histories
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Finding, Outcome, Plan, Record, Role, Schema, Split, Table, Words
from bigmodel.spec.hparams import GRU4Rec, SASRec, Training
from bigmodel.tasks.interactions.checks import check_log
from bigmodel.tasks.interactions.cost import history_seconds
from bigmodel.tasks.interactions.dataset import InteractionDataset
from bigmodel.tasks.interactions.options import LogOptions
from bigmodel.tasks.interactions.profile import profile_log
from bigmodel.tasks.interactions.read import ENDINGS, first_rows, read_log, sniff_log
from bigmodel.tasks.interactions.roles import guess_roles
from bigmodel.tasks.interactions.score import score_log
from bigmodel.tasks.interactions.views import VIEWS
from bigmodel.tasks.interactions.what_if import WHAT_IFS
from bigmodel.tasks.task import Dataset, Input, Scored, Sources, View, WhatIf

PREVIEW_ROWS = 20


class InteractionsTask:
    """One row a choice: a user, an item and, where known, when, how many or how much it was liked."""

    kind = "interactions"
    trainer = "bigmodel.tasks.interactions.train:train"
    inputs: Sequence[Input] = (
        Input("data", "Log", ENDINGS, "One row a choice: user and item, with time, rating or quantity where known."),
        Input("catalogue", "Item catalogue", ENDINGS, "One row an item: its id, and title, category or price."),
    )
    roles: Sequence[Role] = (
        Role(name="user", title="User", help="Who chose.", required=True),
        Role(name="item", title="Item", help="What was chosen.", required=True),
        Role(name="time", title="Time", help="When; without it the order of the file is taken."),
        Role(name="value", title="Rating or quantity", help="How much it was liked, or how many were bought."),
        Role(name="basket", title="Basket", help="Invoice or order: what was chosen together."),
        Role(name="title", title="Title", help="What the item is called; shown beside its id."),
        Role(name="category", title="Category", help="What sort of item it is; shown beside its title."),
        Role(name="price", title="Price", help="Rows with a price of nothing are set aside."),
        Role(name="ignore", title="Ignore", help="Left out.", many=True),
    )
    splits: Sequence[str] = ("last", "time")
    networks: Mapping[str, type[Training]] = {"sasrec": SASRec, "gru4rec": GRU4Rec}
    options: type[Record] | None = LogOptions
    what_ifs: Sequence[WhatIf] = WHAT_IFS
    views: Sequence[View] = VIEWS

    def sniff(self, sources: Sources) -> ReadOptions:
        """How the log would be read."""
        return sniff_log(sources["data"][0])

    def preview(self, sources: Sources, options: Record | None) -> Sequence[Block]:
        """The first rows."""
        table = first_rows(sources["data"][0], cast("ReadOptions | None", options), PREVIEW_ROWS)
        return [Table("First rows", {name: table[name].to_pylist() for name in table.column_names})]

    def read(self, sources: Sources, options: Record | None, folder: Path) -> InteractionDataset:
        """Read the log, and the catalogue where there is one, into the folder."""
        catalogue = next(iter(sources.get("catalogue", ())), None)
        return read_log(sources["data"][0], catalogue, cast("ReadOptions | None", options), folder)

    def open(self, folder: Path) -> InteractionDataset:
        """Open a log of the workspace."""
        return InteractionDataset(folder)

    def suggest(
        self, data: Dataset, template: str, fixed: Mapping[str, str], fragments: Mapping[str, Sequence[str]]
    ) -> Plan:
        """Guess roles; leave each user's last choice out; SASRec is the network."""
        return Plan(
            template=template,
            fields=guess_roles(cast(InteractionDataset, data).table, fixed, fragments),
            outcome=Outcome(kind="ranking"),
            split=Split(kind="last"),
            network="sasrec",
        )

    def check(self, data: Dataset, plan: Plan) -> Sequence[Finding]:
        """What to know before training."""
        return check_log(cast(InteractionDataset, data), plan)

    def profile(self, data: Dataset, plan: Plan, words: Words) -> Sequence[Block]:
        """Columns, split, and how choices fall on items, users and time."""
        return profile_log(cast(InteractionDataset, data), plan, words)

    def preview_training(self, data: Dataset, plan: Plan) -> Sequence[Block]:
        """Nothing: histories are learnt as they are."""
        return ()

    def seconds(self, data: Dataset, plan: Plan) -> float:
        """Estimated seconds from click to result."""
        log = cast(InteractionDataset, data).log(plan)
        events = log.events["user"].value_counts().field("counts").to_numpy()
        hparams = cast("SASRec | GRU4Rec", self.networks[plan.network].make(plan.hparams))
        return history_seconds(plan.network, hparams, events, len(log.catalogue))

    def encode(self, cases: Any, schema: Schema) -> Mapping[str, NDArray[Any]]:
        """Histories, lists of item ids with the oldest first, to codes."""
        return encode_histories(cases, schema.encoder)

    def score_file(self, run: RunFolder, sources: Sources, out: Path) -> Scored:
        """Write the best items for every user of a log."""
        return score_log(run, sources["data"][0], out)


TASK = InteractionsTask()
