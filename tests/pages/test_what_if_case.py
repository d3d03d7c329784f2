"""The What if page of tables: one case, picked, edited, kept and brought back."""

import io
from pathlib import Path

import pytest
from pyarrow import csv
from streamlit.testing.v1 import AppTest
from toy_table_run import toy_run, toy_table

import bigmodel
from bigmodel.inference.bundle import MODEL
from bigmodel.runs.scores import read_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import CaseQuestion, Change, Words
from bigmodel.tasks.case import question_of
from bigmodel.tasks.tabular.what_if.case_map import CaseMap
from bigmodel.ui.chosen_case import ChosenCase, as_kept

FRAME = Path(bigmodel.__file__).parent / "ui" / "frame.py"
PAGE = "../../pages/what_if.py"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    return Workspace(tmp_path)


@pytest.fixture
def run(workspace):
    return toy_run(workspace, words=Words(case="claim", cases="claims"))


def opened(run, **address):
    app = AppTest.from_file(FRAME, default_timeout=60)
    for name, value in {"run": run.id, **address}.items():
        app.query_params[name] = str(value)
    app = app.switch_page(PAGE).run()
    assert not app.exception
    return app


def named(app, name):
    """What the address says under a name, None where it says nothing."""
    found = app.query_params.get(name)
    return found[0] if isinstance(found, list) else found


def said(app):
    return [each.value.replace("\\", "") for each in (*app.error, *app.warning, *app.markdown)]


def row_of(app):
    return app.session_state["case-" + named(app, "run")].question.row


def kind_of(app):
    return next(each for each in app.get("button_group") if each.label == "Cases")


def test_the_most_certain_missed_case_is_open_at_first(run):
    app = opened(run)
    cases, threshold = read_cases(run, "test"), run.report().threshold
    missed = [
        (score, row) for row, y, score in zip(cases.row, cases.y, cases.score, strict=True) if y and score < threshold
    ]
    assert row_of(app) == max(missed)[1]
    assert named(app, "case") == str(row_of(app))


def test_previous_next_other_lists_and_search(run):
    app = opened(run)
    first = row_of(app)
    app = next(each for each in app.button if each.label == "Next").click().run()
    assert row_of(app) != first
    app = next(each for each in app.button if each.label == "Previous").click().run()
    assert row_of(app) == first
    app = kind_of(app).set_value("Flagged").run()
    assert not app.exception
    cases, threshold = read_cases(run, "test"), run.report().threshold
    assert row_of(app) == int(cases.row[int(cases.score.argmax())])
    row = int(cases.row[cases.score >= threshold][-1])
    app = next(each for each in app.text_input if each.label == "Search").set_value(f"T{row}").run()
    assert row_of(app) == row
    app = kind_of(app).set_value("Type one").run()
    assert row_of(app) is None
    assert named(app, "case") is None


def test_the_address_opens_a_row_and_one_that_is_not_there_is_said(run):
    row = int(read_cases(run, "test").row[-1])
    assert row_of(opened(run, case=row)) == row
    for wrong in (10**9, "-1", "x", "1e3"):
        app = opened(run, case=wrong)
        assert row_of(app) is not None
    assert any("There is no row" in text for text in said(opened(run, case=10**9)))


def test_a_case_from_evaluate_opens_here(run):
    row = int(read_cases(run, "test").row[-1])
    app = AppTest.from_file(FRAME, default_timeout=60)
    app.query_params["run"] = run.id
    app = app.run()
    app.session_state[f"case-{run.id}"] = ChosenCase(CaseQuestion(row=row))
    app = app.switch_page(PAGE).run()
    assert not app.exception
    assert row_of(app) == row


def test_edits_are_kept_with_a_scenario_and_brought_back_by_its_address(run):
    app = opened(run)
    row = row_of(app)
    edited = CaseQuestion(row=row, changes=(Change(field="amount", value=4_000.0),))
    app.session_state[f"case-{run.id}"] = ChosenCase(edited, turn=1)
    app = app.run()
    app = next(each for each in app.button if each.label == "Keep as scenario").click().run()
    assert not app.exception
    (kept,) = run.scenarios.read()
    assert kept.values["case"] == as_kept(ChosenCase(edited))
    numbers = {each.title: (each.value, each.beside) for each in kept.outcomes}
    assert numbers["Decision"] == ("flagged", "was passed")
    assert {"Score", "Expected loss if passed"} <= set(numbers)
    again = opened(run, scenario=kept.id, case=0)
    assert again.session_state[f"case-{run.id}"].question == edited
    assert named(again, "case") == str(row)
    again = next(each for each in again.button if each.label == "Next").click().run()
    assert named(again, "scenario") is None, "another case is no part of the scenario"


def test_every_view_of_the_part_is_given_the_case_and_its_changes(run, monkeypatch):
    told = []
    monkeypatch.setattr(CaseMap, "blocks", lambda *asked: told.append(asked[-1]) or ())
    app = opened(run)
    assert (told[-1]["case"], told[-1]["changes"]) == (row_of(app), ())
    given, edit = Change(field="channel", value="phone"), Change(field="amount", value=4_000.0)
    app.session_state[f"case-{run.id}"] = ChosenCase(CaseQuestion(given=(given,), changes=(edit,)), "a new one", turn=1)
    app.run()
    assert (told[-1]["case"], told[-1]["changes"]) == (None, (given, edit))
    assert question_of(told[-1]) == CaseQuestion(given=(given,), changes=(edit,))


def test_a_row_of_a_file_is_opened_and_a_bad_file_gets_a_sentence(run):
    app = kind_of(opened(run)).set_value("From a file").run()
    out = io.BytesIO()
    csv.write_csv(toy_table(3, seed=9), out)
    app = app.get("file_uploader")[0].set_value(("new.csv", out.getvalue(), "text/csv")).run()
    assert not app.exception
    opened_case = app.session_state[f"case-{run.id}"]
    assert opened_case.called == "Claim T0 of new.csv"
    assert {change.field for change in opened_case.question.given} == {"amount", "time", "age", "channel"}
    app = next(each for each in app.selectbox if each.label == "Case").select_index(2).run()
    assert app.session_state[f"case-{run.id}"].called == "Claim T2 of new.csv"
    app = app.get("file_uploader")[0].set_value(("bad.csv", b"\x00\x01\x02", "text/csv")).run()
    assert not app.exception
    assert any("bad.csv" in text for text in said(app))


def test_the_list_of_alerts_offers_to_open_a_case(run):
    app = AppTest.from_file(FRAME, default_timeout=60)
    app.query_params["run"] = run.id
    app = app.switch_page("../../pages/evaluate.py").run()
    assert not app.exception
    (offered,) = (each for each in app.button if each.label.startswith("What if"))
    assert offered.disabled


def test_what_is_gone_or_of_another_version_gets_a_sentence(run, workspace):
    (run.scores / "test.parquet").unlink()
    assert len([text for text in said(opened(run)) if "no test scores" in text]) == 1
    (run.bundle / MODEL).unlink()
    assert len([text for text in said(opened(run)) if "gone" in text]) == 1
    (run.bundle / "schema.json").write_text('{"version": 99}', encoding="utf-8")
    assert len([text for text in said(opened(run)) if "does not fit this version" in text]) == 1
    workspace.datasets.delete(run.spec().dataset)
    assert any("deleted" in text for text in said(opened(run)))
