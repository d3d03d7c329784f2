"""The case that a tab looks at: what the browser tells of it, what a scenario keeps, what the browser is fed."""

import json
from pathlib import Path

import pytest

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Case, CaseAnswer, CaseQuestion, Change, Control, Problem
from bigmodel.ui import inputs
from bigmodel.ui.chosen_case import ChosenCase, as_kept, chosen_case, edit_case, open_other, open_row, restore
from bigmodel.ui.components.case import Edit, payload

EDIT = Change(field="amount", value=12.5)


@pytest.fixture
def run(monkeypatch):
    session = {}
    monkeypatch.setattr(inputs, "value_of", lambda key, otherwise=None: session.get(key, otherwise))
    monkeypatch.setattr(inputs, "choose", session.__setitem__)
    return RunFolder(Path("calm-otter-1"))


def test_edits_stay_with_the_case_and_go_with_the_next(run):
    assert chosen_case(run) is None
    open_row(run, 7)
    edit_case(run, {"changes": [{"field": "amount", "how": "set", "value": 12.5}], "field": "amount"})
    now = chosen_case(run)
    assert (now.question.row, now.question.changes, now.turn) == (7, (EDIT,), 0)
    assert now.values == {"case": 7, "changes": (EDIT,), "given": 0, "called": ""}
    open_row(run, 8)
    assert chosen_case(run) == ChosenCase(CaseQuestion(row=8), turn=1)
    given = (Change(field="channel", value="phone"),)
    open_other(run, given, "Row 1 of new.csv", ["One cell could not be read."])
    edit_case(run, {"changes": [EDIT.model_dump()], "field": None})
    assert chosen_case(run).values["changes"] == (*given, EDIT)
    assert chosen_case(run).values["given"] == 1


@pytest.mark.parametrize("told", [{}, {"changes": "amount"}, {"changes": [{"field": 1}]}, {"changes": [[]]}])
def test_edits_that_can_not_be_read_are_said_and_change_nothing(run, told):
    open_row(run, 7)
    with pytest.raises(Problem, match="can't be read"):
        edit_case(run, told)
    assert chosen_case(run) == ChosenCase(CaseQuestion(row=7))
    edit_case(run, "nonsense")
    assert chosen_case(run) == ChosenCase(CaseQuestion(row=7))


def test_a_scenario_brings_the_case_back_through_json(run):
    case = ChosenCase(CaseQuestion(row=7, changes=(EDIT, Change(field="shop", how="missing"))), "that one")
    restore(run, json.loads(json.dumps(as_kept(case))))
    assert chosen_case(run) == case
    restore(run, None)  # a scenario of another part of the page
    assert chosen_case(run) == case
    with pytest.raises(Problem, match="another version"):
        restore(run, {"question": {"row": "x"}})


def test_the_browser_is_fed_json_and_fills_its_form_anew_only_for_another_case():
    def fed(turn=0, row=7, changes=()):
        block = Case(
            title="Payment <b>7</b>",
            controls=(
                Control(name="金额", title="金额", kind="slider", default=1.5, low=0, high=9, step=0.5, missing=True),
            ),
            question=CaseQuestion(row=row, changes=changes),
            answer=CaseAnswer(score=0.5, was=0.4, decision="passed", decision_was="passed", flagged=False),
            words={"case": "payment"},
            threshold=0.5,
            classes=("0", "1"),
            currency="€",
        )
        return payload(block, Edit("/runs/calm-otter-1/case", turn, lambda told: None))

    first = fed()
    assert json.loads(json.dumps(first)) == first
    assert first["title"] == "Payment <b>7</b>"
    assert fed(changes=(EDIT,))["identity"] == first["identity"]
    assert fed(turn=1)["identity"] != first["identity"]
    assert fed(row=8)["identity"] != first["identity"]
    assert first["controls"][0]["default"] == 1.5
