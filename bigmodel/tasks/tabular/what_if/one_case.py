"""One case to edit, with score, decision and money beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from bigmodel.data.labels import class_codes
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import read_cases
from bigmodel.spec import Block, Case, CaseAnswer, CaseQuestion, Control, Metric, Plan, Sentence, Words
from bigmodel.spec.numbers import money, number
from bigmodel.tasks.case import Brought, Listed, question_of
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if.case_answer import answer_case
from bigmodel.tasks.tabular.what_if.case_form import controls_of
from bigmodel.tasks.tabular.what_if.field_order import in_order
from bigmodel.tasks.tabular.what_if.find_case import bring, kinds_of, listed, name_of
from bigmodel.tasks.tabular.what_if.ground import base_of, bundle_of, ground_of, plan_of
from bigmodel.tasks.task import Dataset, Section

DELETED = "The dataset was deleted, so no case can be opened. Read the file in again to edit its cases."


class OneCase:
    """Pick one case, edit its fields, and see score, decision and money follow."""

    title = "One case"
    section: Section = "One case"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """None: the form is part of the block, so that it moves with the score."""
        return ()

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The case with its form and the answer to it; ``values`` as ``tasks.case.question_of`` reads them.

        Raises:
            Problem: The bundle is gone, or a change does not fit.
        """
        if run.report() is None:
            return ()
        if data is None:
            return [Sentence(DELETED)]
        table = cast(TableDataset, data)
        asked, plan, bundle, ground = question_of(values), plan_of(run), bundle_of(run), ground_of(run, table)
        fields = controls_of(base_of(run, table, asked.row, asked.given).table, ground, words)
        controls, first = in_order(run, table, fields)
        if asked.field is None and controls:
            edited = asked.changes[-1].field if asked.changes else controls[0].name
            asked = asked.model_copy(update={"field": edited})
        answer = answer_case(run, table, words, asked)
        schema = bundle.schema
        return [
            Case(
                title=str(values.get("called") or "") or self._title(table, plan, words, asked),
                note=_note(run, table, plan, words, asked.row),
                controls=controls,
                question=asked,
                answer=answer,
                words=words.model_dump(),
                threshold=(schema.threshold if schema.threshold is not None else 0.5)
                if schema.outcome.binary
                else None,
                classes=schema.outcome.classes,
                currency=plan.costs.currency,
                metrics=metrics_of(answer, plan.costs.currency, words),
                first=first,
            )
        ]

    def kinds(self, run: RunFolder, words: Words) -> Mapping[str, str]:
        """Missed, false alarms, flagged and all; wrongly and rightly named for more than two classes.

        Raises:
            Problem: The bundle is gone: then no case can be asked about, which is said once and not by every view.
        """
        bundle_of(run)
        return kinds_of(run, words)

    def listed(self, run: RunFolder, data: Dataset, words: Words, kind: str, text: str) -> Sequence[Listed]:
        """The first test cases of a kind in which some cell contains a text."""
        return listed(run, cast(TableDataset, data), words, kind, text)

    def bring(self, run: RunFolder, words: Words, file: Path) -> Sequence[Brought]:
        """The first rows of a file."""
        return bring(run, words, file)

    def answer(self, run: RunFolder, data: Dataset, words: Words, question: CaseQuestion) -> CaseAnswer:
        """What the model says of a case."""
        return answer_case(run, cast(TableDataset, data), words, question)

    def _title(self, data: TableDataset, plan: Plan, words: Words, asked: CaseQuestion) -> str:
        return f"A usual {words.case}" if asked.row is None else name_of(data, plan, words, asked.row)


def metrics_of(answer: CaseAnswer, currency: str, words: Words) -> tuple[Metric, ...]:
    """The answer in words, as a kept scenario remembers it."""
    was = f"was {answer.decision_was}"
    if answer.flagged is None:
        return (
            Metric("Named", answer.decision, was),
            Metric("Probability", number(answer.score), f"was {number(answer.was)}"),
        )
    loss = money(answer.loss, currency), f"was {money(answer.loss_was, currency)}"
    return (
        Metric("Score", number(answer.score), f"was {number(answer.was)}"),
        Metric("Decision", answer.decision, was),
        Metric(f"Expected loss if {words.passed}", *loss),
    )


def _note(run: RunFolder, data: TableDataset, plan: Plan, words: Words, row: int | None) -> str:
    """What a case of the data turned out to be, and whether the model saw it before."""
    target, outcome = plan.one("target"), plan.outcome
    if row is None or target is None or outcome is None:
        return ""
    code = int(class_codes(data.take([row])[target.name], outcome)[0])
    named = (words.negative, words.called) if outcome.binary else outcome.classes
    told = f"It turned out to be {named[code]}" if code >= 0 else "Its outcome is not known"
    tested = bool((read_cases(run, "test").row == row).any())
    return told + (", test data" if tested else "; the model was trained or tuned with it")
