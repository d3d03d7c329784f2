"""What becomes of alerts, hits and money when the cases change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from bigmodel.explain.change_words import EXAMPLES
from bigmodel.explain.rescore import Progress, rescored, unheard
from bigmodel.inference.bundle import Bundle
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Plan, Problem, Words
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.asked import asked_in
from bigmodel.tasks.tabular.what_if.before_after import blocks_of_sides
from bigmodel.tasks.tabular.what_if.first_answer import Meanwhile, first_answer
from bigmodel.tasks.tabular.what_if.offered import every_change, ready_made
from bigmodel.tasks.tabular.what_if.sides import both_sides, has_days
from bigmodel.tasks.tabular.what_if.stack import stacked
from bigmodel.tasks.tabular.what_if.validation_rows import ValidationRows, schema_of, validation_rows
from bigmodel.tasks.task import Dataset, Section


class PopulationWhatIf:
    """Changes of all validation rows, one upon the other, with the decisions before and after."""

    title = "What if the cases change"
    section: Section = "A population"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """Ready-made changes, one's own, costs and capacity.

        Raises:
            Problem: The bundle is gone.
        """
        if run.report() is None:
            return ()
        plan, schema = run.spec().plan, schema_of(run)
        asked = [
            Control(
                name="ready",
                title="Ready-made changes",
                kind="choices",
                options=tuple(ready_made(plan, schema)),
                help="Several can be on: they are applied one after the other.",
            ),
            Control(
                name="own",
                title="Your own changes",
                kind="choices",
                options=every_change(plan, schema),
                new=True,
                help=f"Choose, or type with your own numbers: {EXAMPLES}. They come after the ready-made ones.",
            ),
        ]
        return [*asked, *_money_controls(run, plan)] if schema.outcome.binary else asked

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The decisions before and after in words, cards, a table and figures.

        Raises:
            Problem: Data or bundle are gone, a change is not understood or does not fit, or no case is left.
        """
        if run.report() is None:
            return ()
        if data is None:
            raise Problem(
                "The dataset of this run was deleted, so its cases can't be changed",
                remedy="Bring the file again and train on it; the result on Evaluate stays.",
            )
        plan, schema = run.spec().plan, schema_of(run)
        progress: Progress = values.get("progress", unheard)
        meanwhile: Meanwhile | None = values.get("meanwhile")
        progress(0.0)
        before = validation_rows(run, cast(TableDataset, data))
        asked = asked_in(values, plan, schema)
        bundle = Bundle.load(run.bundle)
        progress(0.0)

        def answer(rows: ValidationRows, progress: Progress) -> Sequence[Block]:
            population = stacked(rows.table, plan, asked.changes)
            score = rescored(population, rows.table, rows.cases.score, bundle, progress)
            return blocks_of_sides(both_sides(run, rows, population, score, asked), words, plan.costs.currency)

        done = 0.0
        if meanwhile:
            done = first_answer(before, asked, words, answer=answer, progress=progress, meanwhile=meanwhile)
        return answer(before, lambda share: progress(done + (1 - done) * share))


def _money_controls(run: RunFolder, plan: Plan) -> list[Control]:
    costs = plan.costs
    found = [
        Control(
            name="false_alarm",
            title=f"A false alarm costs ({costs.currency})",
            kind="number",
            default=costs.false_alarm,
            low=0.0,
        )
    ]
    if not costs.miss_is_amount:
        title = f"A miss costs ({costs.currency})"
        found.append(Control(name="miss", title=title, kind="number", default=costs.miss, low=0.0))
    title = "Alerts a day at most" if has_days(run) else "Alerts at most"
    help = "How many can be looked at; where there are more, only those with the highest scores are. Empty means all."
    return [*found, Control(name="capacity", title=title, kind="number", low=0.0, help=help)]
