"""The case that this tab looks at in a run, and what was edited in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pydantic

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import CaseQuestion, Change, Problem
from bigmodel.ui import inputs, state

KEPT = "case"
"""Where a scenario keeps the case, beside the inputs of its views."""


@dataclass(frozen=True)
class ChosenCase:
    """A case and its edits.

    Attributes:
        question: The case and what is edited in it.
        called: What it is called, where the data does not say it.
        remarks: Sentences about what could not be taken over from a file.
        turn: Counts the edits that did not come from the form itself, which then has to be filled anew.
    """

    question: CaseQuestion
    called: str = ""
    remarks: tuple[str, ...] = ()
    turn: int = 0

    @property
    def values(self) -> dict[str, Any]:
        """What every view of the section is given, see ``tasks.case.question_of``."""
        asked = self.question
        return {
            "case": asked.row,
            "changes": asked.every_change,
            "given": len(asked.given),
            "called": self.called,
        }


def chosen_case(run: RunFolder) -> ChosenCase | None:
    """The case that is open, None while none is."""
    found = inputs.value_of(_key(run))
    return found if isinstance(found, ChosenCase) else None


def open_row(run: RunFolder, row: int) -> None:
    """Open a row of the dataset as it stands; a scenario that was shown is left."""
    _leave_scenario()
    _open(run, ChosenCase(CaseQuestion(row=row)))


def open_other(run: RunFolder, given: tuple[Change, ...] = (), called: str = "", remarks: Sequence[str] = ()) -> None:
    """Open a case that is no row of the dataset: the usual one, or the cells of one that was brought."""
    _leave_scenario()
    _open(run, ChosenCase(CaseQuestion(given=given), called, tuple(remarks)))


def edit_case(run: RunFolder, told: object) -> None:
    """Take over what the form of the open case says of its edits.

    Args:
        run: The run.
        told: What came from the browser: ``{"changes": [...], "field": "amount"}``.

    Raises:
        Problem: It can't be read.
    """
    now = chosen_case(run)
    if now is None or not isinstance(told, Mapping):
        return
    try:
        edits = CaseQuestion.model_validate({"changes": told.get("changes"), "field": told.get("field")})
    except pydantic.ValidationError as error:
        raise Problem("These changes can't be read", remedy="Reset the case and change it again.") from error
    asked = now.question.model_copy(update={"changes": edits.changes})
    inputs.choose(_key(run), replace(now, question=asked))


def as_kept(case: ChosenCase) -> dict[str, Any]:
    """The case as JSON values, for a scenario."""
    return {"question": case.question.model_dump(mode="json"), "called": case.called}


def restore(run: RunFolder, kept: object) -> None:
    """Open the case of a kept scenario; one that can't be read is passed over.

    Raises:
        Problem: It was kept by another version.
    """
    if not isinstance(kept, Mapping):
        return
    try:
        question = CaseQuestion.model_validate(kept.get("question"))
    except pydantic.ValidationError as error:
        raise Problem(
            "The case of this scenario was kept by another version and can't be opened", remedy="Choose it again."
        ) from error
    _open(run, ChosenCase(question, str(kept.get("called", ""))))


def _leave_scenario() -> None:
    if state.scenario_id() is not None:
        state.open_scenario(None)


def _open(run: RunFolder, case: ChosenCase) -> None:
    before = chosen_case(run)
    inputs.choose(_key(run), replace(case, turn=before.turn + 1 if before else 0))


def _key(run: RunFolder) -> str:
    return f"case-{run.id}"
