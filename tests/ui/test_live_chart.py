from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Costs, Field, Outcome, Plan, Words
from bigmodel.ui.components import live_chart

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    workspace = Workspace(tmp_path)

    def fill(folder: Path):
        (folder / "rows").write_text("1")
        return 10, 2, "ab" * 32

    record = workspace.datasets.add("cards.csv", "tabular", "fraud", fill)
    fields = (Field(name="fraud", kind="category", role="target"),)
    plan = Plan(
        template="fraud",
        fields=fields,
        outcome=Outcome(classes=("no", "yes")),
        network="mlp",
        costs=Costs(currency="¥"),
    )
    return workspace.new_run("tabular", "module:function", plan, record, seed=0)


def test_the_browser_is_told_who_the_run_is_and_where_to_ask(run):
    run.rename(HOSTILE)
    told = live_chart.payload(run, Words(cases="claims", money="Saved"))
    assert told["events"] == f"/runs/{run.id}/events"
    assert (told["name"], told["cases"], told["money"], told["currency"]) == (HOSTILE, "claims", "Saved", "¥")
    assert (told["status"], told["binary"], told["stopping"]) == ("queued", True, False)


def test_the_browser_is_told_what_kind_of_answer_the_run_gives(run):
    plan = run.spec().plan.model_copy(update={"outcome": Outcome(kind="ranking")})
    run.spec().model_copy(update={"plan": plan}).save(run.path / "spec.json")
    told = live_chart.payload(run, Words())
    assert (told["ranking"], told["binary"]) == (True, False)


def test_a_stop_that_was_asked_in_another_tab_is_known(run):
    run.ask_stop()
    assert live_chart.payload(run, Words())["stopping"] is True
    run.set_status("stopped")
    assert live_chart.payload(run, Words())["stopping"] is False


def test_a_resumed_run_is_told_apart_from_its_first_time(run):
    first = live_chart.payload(run, Words())["asked"]
    run.set_status("interrupted")
    run.set_status("queued", resume=True)
    assert live_chart.payload(run, Words())["asked"] != first


def test_the_browser_gets_text_only_as_text():
    scripts = "".join(live_chart._read(name) for name in live_chart._SCRIPTS)
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in scripts


def draw():
    import streamlit as st

    from bigmodel.spec import Words
    from bigmodel.ui import state
    from bigmodel.ui.components.live_chart import draw_live_chart

    runs = state.workspace().runs()
    draw_live_chart(state.workspace().run(runs[0].id) if runs else None, Words(), st.write)


def test_it_is_drawn_with_a_run_and_without(run):
    for wanted in (True, False):
        app = AppTest.from_function(draw, default_timeout=60).run()
        assert not app.exception
        assert len(app.get("bidi_component")) == 1
        if wanted:
            run.set_status("finished")
            Workspace(run.path.parents[1]).delete_run(run.id)
