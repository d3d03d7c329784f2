"""State is asked through the frame, as in a tab: address, session and workspace together."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bigmodel import jobs
from bigmodel.jobs import reconcile
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Outcome, Plan, Problem

SCRIPT = """
import streamlit as st
from bigmodel.spec import Problem
from bigmodel.ui import state
state.synchronise()
todo = st.session_state.pop("todo", None)
if todo:
    name, *values = todo
    try:
        getattr(state, name)(*values)
    except Problem as problem:
        st.error(str(problem))
template, record, run, plan = state.template(), state.dataset(), state.run(), state.plan()
said = state.notice()
st.json({"template": template.slug if template else None, "data": record.id if record else None,
         "run": run.id if run else None, "network": plan.network if plan else None, "said": said})
"""


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    return Workspace(tmp_path)


def add(workspace, name, template="fraud"):
    def fill(folder: Path):
        (folder / "rows").write_text(name)
        return 10, 2, name

    return workspace.datasets.add(name, "tabular", template, fill)


def make_plan(network="mlp", template="fraud"):
    fields = (Field(name="y", kind="category", role="target"),)
    return Plan(template=template, fields=fields, outcome=Outcome(classes=("no", "yes")), network=network)


def start(workspace, record, network="mlp"):
    return workspace.new_run("tabular", "module:function", make_plan(network), record, seed=0)


class Tab:
    def __init__(self, **address):
        self.app = AppTest.from_string(SCRIPT, default_timeout=60)
        for name, value in address.items():
            self.app.query_params[name] = value
        self.look()

    def look(self):
        self.app.run()
        assert not self.app.exception
        return __import__("json").loads(self.app.json[0].value)

    def do(self, *todo):
        self.app.session_state["todo"] = todo
        return self.look()

    @property
    def address(self):
        return {name: self.app.query_params[name] for name in ("run", "data") if name in self.app.query_params}


def test_an_address_opens_a_run_with_its_data_and_plan(workspace):
    record = add(workspace, "a.csv")
    run = start(workspace, record, "tabm")
    tab = Tab(run=run.id)
    assert tab.look() == {"template": "fraud", "data": record.id, "run": run.id, "network": "tabm", "said": None}
    assert tab.address == {"run": run.id, "data": record.id}


@pytest.mark.parametrize("asked", ["no-such-1", "../../etc/passwd", "<b>x</b>", "a" * 500])
def test_an_address_of_no_run_is_said_once_and_dropped(workspace, asked):
    tab = Tab(run=asked)
    assert tab.address == {}
    seen = tab.look()
    assert seen["run"] is None
    assert seen["said"] is None


def test_the_sentence_about_a_missing_run(workspace):
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    app.query_params["run"] = "no-such-1"
    app.run()
    assert "deleted" in app.json[0].value


def test_the_address_wins_over_the_session(workspace):
    record = add(workspace, "a.csv")
    first, second = start(workspace, record), start(workspace, record)
    tab = Tab(run=first.id)
    tab.app.query_params["run"] = second.id
    assert tab.look()["run"] == second.id


def test_the_run_comes_back_when_navigation_loses_the_address(workspace):
    run = start(workspace, add(workspace, "a.csv"))
    tab = Tab(run=run.id)
    tab.app.query_params.clear()
    assert tab.look()["run"] == run.id
    assert tab.address["run"] == run.id


def test_other_data_puts_the_run_aside(workspace):
    first, second = add(workspace, "a.csv"), add(workspace, "b.csv")
    tab = Tab(run=start(workspace, first).id)
    seen = tab.do("choose_dataset", second.id)
    assert (seen["data"], seen["run"], seen["network"]) == (second.id, None, None)
    assert tab.address == {"data": second.id}
    assert tab.do("choose_dataset", first.id)["network"] == "mlp"


def test_plans_belong_to_their_data(workspace):
    first, second = add(workspace, "a.csv"), add(workspace, "b.csv")
    tab = Tab(data=first.id)
    tab.do("set_plan", make_plan("tabm"))
    assert tab.do("choose_dataset", second.id)["network"] is None
    assert tab.do("choose_dataset", first.id)["network"] == "tabm"


def test_opening_a_run_keeps_the_plan_that_is_being_edited(workspace):
    record = add(workspace, "a.csv")
    run = start(workspace, record, "mlp")
    tab = Tab(data=record.id)
    tab.do("set_plan", make_plan("tabm"))
    assert tab.do("open_run", run.id)["network"] == "tabm"


def test_another_template_puts_data_and_run_aside(workspace):
    tab = Tab(run=start(workspace, add(workspace, "a.csv")).id)
    seen = tab.do("choose_template", "images")
    assert (seen["template"], seen["data"], seen["run"]) == ("images", None, None)
    assert tab.address == {}


def test_unknown_template_and_dataset_are_refused(workspace):
    tab = Tab()
    tab.do("choose_template", "astrology")
    assert "astrology" in tab.app.error[0].value
    tab.do("choose_dataset", "no-such-1")
    assert tab.app.error


def test_a_run_deleted_in_another_tab_is_said(workspace):
    record = add(workspace, "a.csv")
    run = start(workspace, record)
    run.set_status("finished")
    tab = Tab(run=run.id)
    workspace.delete_run(run.id)
    seen = tab.look()
    assert seen["run"] is None
    assert run.id in seen["said"]
    assert seen["data"] == record.id


def test_a_run_stays_readable_when_its_data_is_gone(workspace):
    record = add(workspace, "a.csv")
    run = start(workspace, record)
    run.set_status("finished")
    workspace.datasets.delete(record.id)
    seen = Tab(run=run.id).look()
    assert (seen["run"], seen["data"], seen["template"]) == (run.id, None, "fraud")


def test_reset_forgets_everything(workspace):
    tab = Tab(run=start(workspace, add(workspace, "a.csv")).id)
    assert set(tab.do("reset").values()) == {None}
    assert tab.address == {}


def test_every_look_closes_runs_that_nobody_trains_any_more(workspace, looks):
    Tab()
    assert [each.root for each in looks] == [workspace.root]


def test_a_run_that_was_lost_is_open_as_interrupted(workspace, monkeypatch):
    run = start(workspace, add(workspace, "a.csv"))
    run.set_status("training")
    monkeypatch.setattr(jobs, "reconcile", reconcile)
    Tab(run=run.id)
    assert run.status().status == "interrupted"


def test_what_forbids_closing_lost_runs_is_said(workspace, monkeypatch):
    def refuse(_workspace):
        raise Problem("The disk is full")

    monkeypatch.setattr(jobs, "reconcile", refuse)
    app = AppTest.from_string(SCRIPT, default_timeout=60).run()
    assert "disk is full" in app.json[0].value
